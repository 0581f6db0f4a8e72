#include "ledger/log/report.h"

#include <algorithm>
#include <set>

namespace reqledger::log {
namespace {

constexpr int kExitVerified = 0;
constexpr int kExitFailed = 1;
constexpr int kExitNotChecked = 3;

bool RequiredMissing(const FindingLog& findings, bool strict_process) {
  return std::ranges::any_of(findings.not_checked(), [&](const auto& item) {
    if (item.second.required) return true;
    const CodeInfo* const info = FindingCodes::BuiltIn().Find(item.first.first);
    return strict_process && info != nullptr && info->severity == Severity::kProcess;
  });
}

Verdict Judge(const FindingLog& findings, bool strict_process) {
  if (findings.count(Severity::kBroken) > 0) return Verdict::kFailed;
  if (strict_process && findings.count(Severity::kProcess) > 0) return Verdict::kFailed;
  return RequiredMissing(findings, strict_process) ? Verdict::kNotChecked : Verdict::kVerified;
}

}  // namespace

int ExitStatus(const Report& report) {
  switch (report.verdict) {
    case Verdict::kVerified:
      return kExitVerified;
    case Verdict::kFailed:
      return kExitFailed;
    case Verdict::kNotChecked:
      return kExitNotChecked;
  }
  return kExitNotChecked;
}

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kVerified:
      return "verified";
    case Verdict::kFailed:
      return "failed";
    case Verdict::kNotChecked:
      return "not_checked";
  }
  return "not_checked";
}

void Conclude(const FindingLog& findings, const ConcludeOptions& options, Report& report) {
  std::set<std::string_view> left_out(options.not_asked.begin(), options.not_asked.end());
  for (const auto& [item, state] : findings.not_checked()) {
    report.not_checked.push_back({item.first, item.second, state.count});
    left_out.insert(item.first);
  }
  for (const CodeInfo& info : FindingCodes::BuiltIn().codes()) {
    if (std::ranges::find(info.sources, options.source) != info.sources.end() &&
        !left_out.contains(info.code)) {
      report.checked.push_back(info.code);
    }
  }
  report.verdict = Judge(findings, options.strict_process);
  report.findings = findings.Kept();
  report.findings_total = 0;
  report.findings_by_code = findings.counts();
  for (const auto& [code, count] : findings.counts()) report.findings_total += count;
  report.counts["findings"] = report.findings_total;
  report.counts["findings_broken"] = findings.count(Severity::kBroken);
  report.counts["findings_process"] = findings.count(Severity::kProcess);
}

}  // namespace reqledger::log
