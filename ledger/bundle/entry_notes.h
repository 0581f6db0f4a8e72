// What a certificate says of the entries of a bundle, noted while they are written: counts, ends,
// and what the opened ones say was irregular.
//
// Threads: one at a time, entries in order.
// Limits: of every list the first kListedMax are kept, and of the others the number.
// Trust: takes entries as their audience is shown them, so that nothing else can be told of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/bundle/documents.h"
#include "ledger/crypto/sha256.h"
#include "ledger/log/reader.h"

namespace reqledger::bundle {

class EntryNotes {
 public:
  static constexpr std::size_t kListedMax = 50;

  struct End {
    std::uint64_t seq = 0;
    crypto::Hash leaf_hash;
  };
  struct Seqs {
    std::uint64_t count = 0;
    std::vector<std::uint64_t> listed = {};
  };
  struct Words {
    bool more = false;
    std::set<std::string> listed = {};
  };

  void NoteLine(const End& entry);
  void NoteOpened(const log::OpenedEntry& entry);

  std::optional<End> first, last;
  std::uint64_t opened = 0;
  Seqs corrections, erasures, clock_events, rotations;
  std::uint64_t historical = 0;       // recorded after the fact, as they say
  std::uint64_t out_of_sequence = 0;  // of what another step was expected
  std::uint64_t unsynced = 0;         // with a clock that said it was not synchronised
  Words hosts, clock_sources;
  std::map<crypto::Hash, NamedDocument> documents;  // the first kListedMax · 20
  bool more_documents = false;

 private:
  void NoteMembers(const log::OpenedEntry& entry);
};

}  // namespace reqledger::bundle
