// What may be asked of a log: entries, opened or not, proofs and receipts.
//
// Errors: not_found past the end; as the store and the vault otherwise. A row that does not open is
// untrusted or corrupt, never "not there".
// Threads: any number at once, beside the sequencer.
// Trust: it opens whatever it is asked to; who may ask is the caller's to decide.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/entry.h"
#include "ledger/log/tail.h"
#include "ledger/merkle/proof.h"
#include "ledger/store/store.h"
#include "ledger/vault/row.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// An entry with what stands behind its slots.
struct OpenedEntry {
  std::uint64_t seq = 0;
  std::string line;
  crypto::Hash leaf_hash;
  vault::RebuiltSlots slots;
  // What is closed was lawfully erased, and by which entry; nothing where it was not.
  std::optional<vault::ErasedBy> erased = {};

  // The canonical JSON of the opened member `name`, core or other; null where it is not opened.
  const std::string* Find(std::string_view name) const;
  // The same of a string member, unquoted; empty where it is not an opened string.
  std::string Text(std::string_view name) const;
};

// One page of a listing.
struct ListQuery {
  std::string matter;                  // empty: all matters
  std::string type;                    // empty: all types
  std::string since;                   // compared with recorded_at as text; empty: no bound
  std::string until;                   // exclusive
  std::optional<std::uint64_t> after;  // seq of the last entry of the page before
  std::size_t limit = 100;
};

class Reader {
 public:
  Reader(const store::Store& store, const vault::Vault& vault) : store_(store), vault_(vault) {}

  base::Result<std::string> Line(std::uint64_t seq) const { return store_.Entry(seq); }
  base::Result<OpenedEntry> Open(std::uint64_t seq) const;
  base::Result<OpenedEntry> OpenLine(std::uint64_t seq, std::string line) const;

  // The seqs of a matter's entries below `size`, ascending; empty for a matter without entries. Of
  // a matter that was erased, too.
  base::Result<std::vector<std::uint64_t>> MatterEntries(std::string_view matter,
                                                         std::uint64_t size) const;

  // Opened entries below `size`, ascending by seq; the visitor ends the walk by an error.
  using OpenedVisitor = std::function<base::Result<void>(const OpenedEntry&)>;
  base::Result<void> List(const ListQuery& query, std::uint64_t size,
                          const OpenedVisitor& visitor) const;

  base::Result<merkle::InclusionProof> ProveInclusion(std::uint64_t seq, const LogHead& head) const;
  base::Result<merkle::ConsistencyProof> ProveConsistency(const merkle::ConsistencyQuery& query,
                                                          const LogHead& head) const;
  // Of an older tree: `size` is at most that of the store.
  base::Result<merkle::InclusionProof> ProveInclusionAt(const merkle::InclusionQuery& query) const;

  // The text of a .tlog-proof of entry `seq` in the tree of `head`.
  base::Result<std::string> Receipt(std::uint64_t seq, const LogHead& head) const;

  const store::Store& store() const { return store_; }
  const vault::Vault& vault() const { return vault_; }

 private:
  const store::Store& store_;
  const vault::Vault& vault_;
};

}  // namespace reqledger::log
