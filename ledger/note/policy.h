// Trust policies: which logs, and how many of which witnesses, make a checkpoint believed.
//
// Errors: invalid_argument for a text that is no policy, with its line; untrusted for a checkpoint
// that does not meet it.
// Limits: 1 MiB of text.
// Trust: whoever writes the policy decides what is believed.
// Source: C2SP tlog-policy.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/key.h"

namespace reqledger::note {

struct PolicyLog {
  VerifierKey key;  // its name is the origin
  std::string url;  // empty where none is given
};

struct PolicyWitness {
  std::string name;  // as the policy calls it, not the key's name
  VerifierKey key;
  std::string url;
};

// `threshold` of `members`, which are witnesses and earlier groups, must have signed.
struct PolicyGroup {
  std::string name;
  std::size_t threshold = 0;
  std::vector<std::string> members;
};

// A checkpoint that met the policy.
struct TrustedCheckpoint {
  Checkpoint checkpoint;
  std::vector<std::string> witnesses;  // whose cosignatures verified, by the policy's names
};

class Policy {
 public:
  static base::Result<Policy> Parse(std::string_view text);

  const std::vector<PolicyLog>& logs() const { return logs_; }
  const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }
  const std::vector<PolicyGroup>& groups() const { return groups_; }
  // A witness or group; nothing for "none".
  const std::optional<std::string>& quorum() const { return quorum_; }

  // `log_keys` are further logs, known from context; a policy may name none itself.
  base::Result<TrustedCheckpoint> Check(std::string_view checkpoint,
                                        std::span<const VerifierKey> log_keys = {}) const;

  // Whether these witnesses, by the policy's names, are enough.
  bool QuorumMet(const std::vector<std::string>& witnesses) const;

 private:
  friend class PolicyParser;
  Policy() = default;

  std::vector<PolicyLog> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<PolicyGroup> groups_;  // each after its members
  std::optional<std::string> quorum_;
};

}  // namespace reqledger::note
