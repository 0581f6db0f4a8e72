// The report for people: the verdict first, then what it rests on, then what to do.
#include <algorithm>
#include <set>

#include "ledger/log/report.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kGreen = "\x1b[1;32m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string_view Capitals(Verdict verdict) {
  switch (verdict) {
    case Verdict::kVerified:
      return "VERIFIED";
    case Verdict::kFailed:
      return "FAILED";
    case Verdict::kNotChecked:
      return "NOT CHECKED";
  }
  return "NOT CHECKED";
}

std::string_view Colour(Verdict verdict) {
  if (verdict == Verdict::kVerified) return kGreen;
  return verdict == Verdict::kFailed ? kRed : kYellow;
}

std::string Summary(const Report& report) {
  switch (report.verdict) {
    case Verdict::kVerified:
      return "Everything that was checked is in order.";
    case Verdict::kFailed:
      return std::to_string(report.findings_total) +
             (report.findings_total == 1 ? " finding." : " findings.");
    case Verdict::kNotChecked:
      if (std::ranges::find(report.not_checked, reason::kKeyNotPinned, &NotCheckedItem::why) !=
          report.not_checked.end()) {
        return "Consistent with itself; whose it is was not checked.";
      }
      return "Nothing wrong was found, but not all that is needed could be checked.";
  }
  return {};
}

void AppendLine(std::string_view label, std::string_view value, std::string& out) {
  constexpr std::size_t kLabelWidth = 13;
  out += "  ";
  out += label;
  out.append(label.size() < kLabelWidth ? kLabelWidth - label.size() : 1, ' ');
  out += value;
  out += '\n';
}

void AppendSource(const Report& report, std::string_view pinned_key_is, std::string& out) {
  if (report.head) {
    AppendLine("ledger", Printable(report.origin), out);
    AppendLine("size", std::to_string(report.head->size) + " entries", out);
    AppendLine("root", crypto::ToHex(report.head->root), out);
  }
  if (!report.vkey.empty()) {
    AppendLine("key", Printable(report.vkey), out);
    AppendLine("fingerprint", "SHA-256 " + report.key_fingerprint, out);
    AppendLine("",
               report.key_pinned ? pinned_key_is
                                 : "taken from the bundle itself: compare it with what the "
                                   "provider says by another way",
               out);
  }
  AppendLine(
      "as of",
      report.as_of
          ? base::FormatInstant(*report.as_of) + " (a witness's time); nothing is said about later"
          : "the size above; no time from outside vouches for it, and nothing is said about later",
      out);
}

void AppendFinding(const Finding& finding, std::string& out) {
  const CodeInfo& info = *FindingCodes::BuiltIn().Find(finding.code);
  out += "  " + info.code + (finding.seq ? " at entry " + std::to_string(*finding.seq) : "");
  if (info.severity == Severity::kProcess) out += " (process)";
  out += "\n      " + info.meaning + '\n';
  if (!finding.expected.empty()) out += "      expected: " + finding.expected + '\n';
  if (!finding.got.empty()) out += "      found:    " + finding.got + '\n';
}

void AppendFindings(const Report& report, std::size_t findings_max, std::string& out) {
  if (report.findings.empty()) return;
  out += "\nFindings, the first one first:\n";
  std::set<std::string_view> codes;
  const std::size_t shown = std::min(findings_max, report.findings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    AppendFinding(report.findings[i], out);
    codes.insert(report.findings[i].code);
  }
  if (report.findings_total > shown) {
    out += "  and " + std::to_string(report.findings_total - shown) + " more\n";
  }
  out += "\nWhat to do:\n";
  for (const std::string_view code : codes) {
    const CodeInfo& info = *FindingCodes::BuiltIn().Find(code);
    out += "  " + info.code + ": " + info.action + '\n';
  }
}

void AppendErasures(const Report& report, std::string& out) {
  constexpr std::size_t kShownMax = 20;
  if (report.erasures.empty()) return;
  out += "\nLawfully erased, as the ledger itself records:\n";
  for (std::size_t i = 0; i < std::min(kShownMax, report.erasures.size()); ++i) {
    const ErasureNote& erasure = report.erasures[i];
    std::string seqs;
    for (std::size_t at = 0; at < std::min(kShownMax, erasure.seqs.size()); ++at) {
      const auto& [first, last] = erasure.seqs[at];
      seqs += (seqs.empty() ? "" : ", ") + std::to_string(first);
      if (first != last) seqs += "-" + std::to_string(last);
    }
    if (erasure.seqs.size() > kShownMax) seqs += " and more";
    out += "  by entry " + std::to_string(erasure.seq) + ": " +
           (erasure.personal ? "personal values" : "all values") + " of entries " + seqs + " (" +
           std::to_string(erasure.closed) + " of them closed here)\n";
  }
  if (report.erasures.size() > kShownMax) {
    out += "  and " + std::to_string(report.erasures.size() - kShownMax) + " more\n";
  }
}

void AppendNotChecked(const Report& report, std::string& out) {
  if (report.not_checked.empty()) return;
  out += "\nNot checked:\n";
  std::set<std::string_view> reasons;
  for (const NotCheckedItem& item : report.not_checked) reasons.insert(item.why);
  for (const std::string_view why : reasons) {
    out += " ";
    for (const NotCheckedItem& item : report.not_checked) {
      if (item.why != why) continue;
      out += ' ' + item.code;
      if (item.count > 1) out += " (" + std::to_string(item.count) + " times)";
    }
    const WordInfo* const info = FindingCodes::BuiltIn().FindWord(why);
    if (info != nullptr) out += "\n      " + info->meaning + " " + info->action;
    out += '\n';
  }
}

void AppendChecked(const Report& report, std::string& out) {
  constexpr std::size_t kWidth = 96;
  out += "\nChecked:\n";
  std::string line = " ";
  for (const std::string& code : report.checked) {
    if (line.size() + code.size() > kWidth) {
      out += line + '\n';
      line = " ";
    }
    line += ' ' + code;
  }
  out += line + '\n';
}

}  // namespace

std::string ReportText(const Report& report, const TextOptions& options) {
  std::string out;
  if (options.colour) out += Colour(report.verdict);
  out += Capitals(report.verdict);
  if (options.colour) out += kPlain;
  out += "  " + Summary(report) + '\n';
  AppendSource(report, options.pinned_key_is, out);
  AppendErasures(report, out);
  AppendFindings(report, options.findings_max, out);
  AppendNotChecked(report, out);
  AppendChecked(report, out);
  return out;
}

}  // namespace reqledger::log
