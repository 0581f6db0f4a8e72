// Gathers findings from checkers, the lowest kept, all counted.
//
// Threads: one at a time.
// Limits: kept_max findings are kept, those that come first in (seq, order); every further one only
// counts, so that a ledger that is wrong everywhere cannot fill the memory.
// Source: docs/formats.md section 8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/log/finding.h"

namespace reqledger::log {

class FindingLog {
 public:
  static constexpr std::size_t kKeptMax = 10'000;

  explicit FindingLog(std::size_t kept_max = kKeptMax) : kept_max_(kept_max) {}

  void Add(Finding finding);
  // A check of `code` that was not made, and why. `required`: then nothing can be called verified.
  void AddNotChecked(std::string_view code, std::string_view why, bool required);

  struct NotChecked {
    std::uint64_t count = 0;  // of entries or files that it concerns
    bool required = false;
  };
  using NotCheckedMap = std::map<std::pair<std::string, std::string>, NotChecked>;  // code, why

  // In (seq, order), null last.
  std::vector<Finding> Kept() const;
  std::uint64_t count(Severity severity) const;
  const std::map<std::string, std::uint64_t, std::less<>>& counts() const { return counts_; }
  const NotCheckedMap& not_checked() const { return not_checked_; }

 private:
  struct Key {
    std::uint64_t seq = 0;  // UINT64_MAX for null: entries end at 2^53
    int order = 0;
    std::uint64_t arrival = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  const std::size_t kept_max_;
  std::uint64_t arrivals_ = 0;
  std::map<Key, Finding> kept_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;  // by code
  NotCheckedMap not_checked_;
};

}  // namespace reqledger::log
