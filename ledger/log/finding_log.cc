#include "ledger/log/finding_log.h"

#include <iterator>

#include "ledger/base/check.h"

namespace reqledger::log {

void FindingLog::Add(Finding finding) {
  const CodeInfo* const info = FindingCodes::BuiltIn().Find(finding.code);
  REQ_CHECK(info != nullptr);
  ++counts_[info->code];
  finding.expected = Printable(finding.expected);
  finding.got = Printable(finding.got);
  const Key key{finding.seq.value_or(UINT64_MAX), info->order, arrivals_++};
  kept_.emplace(key, std::move(finding));
  if (kept_.size() > kept_max_) kept_.erase(std::prev(kept_.end()));
}

void FindingLog::AddNotChecked(std::string_view code, std::string_view why, bool required) {
  auto& entry = not_checked_[{std::string(code), std::string(why)}];
  ++entry.count;
  entry.required = entry.required || required;
}

std::vector<Finding> FindingLog::Kept() const {
  std::vector<Finding> findings;
  findings.reserve(kept_.size());
  for (const auto& [key, finding] : kept_) findings.push_back(finding);
  return findings;
}

std::uint64_t FindingLog::count(Severity severity) const {
  std::uint64_t total = 0;
  for (const auto& [code, count] : counts_) {
    if (FindingCodes::BuiltIn().Find(code)->severity == severity) total += count;
  }
  return total;
}

}  // namespace reqledger::log
