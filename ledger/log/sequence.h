// What must hold between entries as they are opened: time that does not go back, and matters whose
// entries follow each other.
//
// Threads: one at a time, entries in the order of the source.
// Limits: memory grows with the number of matters, about 150 bytes each, and with nothing else.
// Source: docs/formats.md section 8.4.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "ledger/base/time.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/opening.h"
#include "ledger/merkle/tree.h"

namespace reqledger::log {

class RecordedOrder {
 public:
  explicit RecordedOrder(FindingLog& findings) : findings_(findings) {}
  void Append(const Opening& opening);

 private:
  FindingLog& findings_;
  std::optional<base::Instant> last_;
};

class MatterSequence {
 public:
  // `only`: the matters to check; nothing for all.
  MatterSequence(std::optional<std::set<std::string>> only, FindingLog& findings);

  void Append(const Opening& opening, const merkle::Hash& leaf_hash);
  // The matters to check of which the last entry is not opened as `type`.
  std::vector<std::string> NotEndingIn(std::string_view type) const;

 private:
  struct Last {
    std::uint64_t matter_seq = 0;
    merkle::Hash leaf_hash{};  // all zeros before the first entry
    std::string type;          // kept only where `only_` is given
  };

  const std::optional<std::set<std::string>> only_;
  FindingLog& findings_;
  std::unordered_map<std::string, Last> matters_;
};

}  // namespace reqledger::log
