// Which keys sign a ledger, from its first entry on, and whether each was named under the one
// before: what ties a checkpoint to a key that was pinned before or after a rotation.
//
// Threads: one at a time.
// Limits: memory grows with the number of rotations.
// Trust: nothing but the pinned key; entries count as what the checkpoint ties to it.
// Source: docs/formats.md sections 5 and 8.3.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/log/finding_log.h"
#include "ledger/log/ledger_key.h"
#include "ledger/log/opening.h"

namespace reqledger::log {

inline constexpr std::string_view kKeyRotated = "ledger.key_rotated";

// Whether `vkeys`, canonical JSON, is an array that holds this vkey.
bool NamesVkey(std::string_view vkeys, std::string_view vkey);

// What `next_keys_sha256` says of these vkeys, in hex.
std::string PromiseOf(std::vector<std::string> vkeys);

class KeyLineage {
 public:
  // `key` is the pinned one, or what stands for it.
  KeyLineage(const std::optional<note::VerifierKey>& key, FindingLog& findings)
      : key_(key), findings_(findings) {}

  // Every opening, in the order of the entries. Before anything else is asked.
  void Append(const Opening& opening);
  // After the last: whether the key is one of the lineage, and each rotation names keys in form
  // and as promised.
  void Close();

  // How a checkpoint is signed: by a key of its size, by another of the lineage only, or by none.
  enum class Signed { kInTime, kOutOfTime, kNot };
  Signed Judge(const CheckpointNote& note) const;
  // The entry that names the keys of a checkpoint of this size.
  std::uint64_t NamedAt(std::uint64_t size) const { return epochs_[EpochOf(size)].seq; }

  // A checkpoint that is proven to be of this tree. It may be the one that ties a rotation.
  void Saw(const CheckpointNote& note);
  // After the last that was seen: every rotation must be tied.
  void CheckTies();

 private:
  struct Epoch {
    std::uint64_t seq = 0;
    std::string vkeys = {};                   // as opened
    std::optional<std::string> promise = {};  // next_keys_sha256, as opened
    std::vector<note::VerifierKey> keys = {};
    bool tied = false;
    bool found = false;  // a finding was raised for it
  };

  void Know(const note::VerifierKey& key);
  bool IsSignedByKnown(const CheckpointNote& note) const;
  void Find(Epoch& epoch, std::string expected, std::string got);
  std::size_t EpochOf(std::uint64_t size) const;
  static bool IsSignedByAny(const CheckpointNote& note, const Epoch& epoch);

  const std::optional<note::VerifierKey> key_;
  FindingLog& findings_;
  bool first_seen_ = false;
  bool first_opened_ = false;  // its vkeys are
  std::vector<Epoch> epochs_ = {Epoch()};
  std::multimap<std::uint32_t, note::VerifierKey> known_;  // of all epochs, by key id
};

}  // namespace reqledger::log
