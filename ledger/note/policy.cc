#include "ledger/note/policy.h"

#include <algorithm>
#include <set>
#include <utility>

namespace reqledger::note {

bool Policy::QuorumMet(const std::vector<std::string>& witnesses) const {
  if (!quorum_) return true;
  std::set<std::string, std::less<>> met(witnesses.begin(), witnesses.end());
  // Every group stands behind its members, so one pass settles all.
  for (const PolicyGroup& group : groups_) {
    const auto count = std::ranges::count_if(
        group.members, [&](const std::string& member) { return met.contains(member); });
    if (static_cast<std::size_t>(count) >= group.threshold) met.insert(group.name);
  }
  return met.contains(*quorum_);
}

base::Result<TrustedCheckpoint> Policy::Check(std::string_view checkpoint,
                                              std::span<const VerifierKey> log_keys) const {
  std::vector<VerifierKey> keys;
  keys.reserve(witnesses_.size() + logs_.size() + log_keys.size());
  for (const PolicyWitness& witness : witnesses_) keys.push_back(witness.key);
  for (const PolicyLog& log : logs_) keys.push_back(log.key);
  keys.insert(keys.end(), log_keys.begin(), log_keys.end());

  ASSIGN_OR_RETURN(OpenedCheckpoint opened, OpenCheckpoint(checkpoint, keys));
  TrustedCheckpoint trusted{std::move(opened.checkpoint), {}};
  for (const VerifiedSignature& verified : opened.verified) {
    if (verified.key < witnesses_.size()) {
      trusted.witnesses.push_back(witnesses_[verified.key].name);
    }
  }
  if (!QuorumMet(trusted.witnesses)) {
    return base::Fail(base::Code::kUntrusted,
                      "checkpoint of size " + std::to_string(trusted.checkpoint.head.size) +
                          ": its cosignatures do not meet the quorum " + *quorum_);
  }
  return trusted;
}

}  // namespace reqledger::note
