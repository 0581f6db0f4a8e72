// Everything that is asked of checkpoints and receipts once the tree is known: who signed, who
// witnessed, and whether what was seen earlier is still there.
//
// Threads: one at a time.
// Source: docs/formats.md section 8.3.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/log/chunked_tree.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/key_lineage.h"
#include "ledger/log/ledger_key.h"
#include "ledger/note/policy.h"

namespace reqledger::log {

// `what` names the note in the finding.
void CheckSignature(const CheckpointNote& note, const KeyLineage& lineage, std::string_view what,
                    FindingLog& findings);

// What is found of a note that a key of the ledger signed, at a size that was not that key's.
Finding SignedOutOfTime(const CheckpointNote& note, const KeyLineage& lineage,
                        std::string_view what);

struct WitnessRules {
  const note::Policy* policy = nullptr;     // null: no cosignature is looked at
  std::optional<base::Instant> not_before;  // a cosignature older than this does not count
};
// Returns the latest time that one of the policy's witnesses vouches for.
std::optional<base::Instant> CheckWitnesses(const CheckpointNote& note, const WitnessRules& rules,
                                            FindingLog& findings);

// The root at a size, where the source can tell.
class RootSource {
 public:
  virtual ~RootSource() = default;
  // `kOther`: the tree never had that size.
  enum class Answer { kKnown, kOther, kCannotTell };
  virtual Answer RootAt(std::uint64_t size, merkle::Hash& root) const = 0;
};

// Checkpoints given by hand: what somebody kept from earlier.
void CheckOlder(const std::vector<std::string>& notes, const CheckpointNote& checkpoint,
                const KeyLineage& lineage, const RootSource& roots, FindingLog& findings);

// Receipts given by hand: the leaf that each proves, and the leaf that the source has there.
class ReceiptCheck {
 public:
  ReceiptCheck(const std::vector<std::string>& receipts, FindingLog& findings);

  // To be told of every entry line of the source.
  void Append(std::uint64_t place, const merkle::Hash& leaf_hash);
  // After the last: the checkpoints of the receipts, by the keys of the ledger.
  void Finish(const KeyLineage& lineage);

 private:
  struct Proven {
    merkle::Hash leaf_hash;
    std::vector<merkle::Hash> hashes;
    CheckpointNote checkpoint;
    bool seen = false;
  };
  void Read(std::string_view receipt);
  void CheckProof(std::uint64_t index, const Proven& proven, const KeyLineage& lineage);

  FindingLog& findings_;
  std::multimap<std::uint64_t, Proven> proven_;
};

}  // namespace reqledger::log
