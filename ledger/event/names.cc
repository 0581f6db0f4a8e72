#include <algorithm>
#include <string_view>

#include "ledger/base/limits.h"
#include "ledger/event/event.h"

namespace reqledger::event {
namespace {

constexpr std::size_t kTypeBytesMax = base::kMemberNameBytesMax;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z'); }

bool IsWord(std::string_view word) {
  return !word.empty() && IsLower(word.front()) &&
         std::ranges::all_of(word, [](char c) { return IsLower(c) || IsDigit(c) || c == '_'; });
}

bool AllAlphanumericOr(std::string_view others, std::string_view text) {
  return std::ranges::all_of(
      text, [&](char c) { return IsAlphanumeric(c) || others.find(c) != std::string_view::npos; });
}

}  // namespace

bool IsType(std::string_view text) {
  if (text.size() > kTypeBytesMax || !text.contains('.')) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!IsWord(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool IsMatter(std::string_view text) {
  return !text.empty() && text.size() <= base::kMatterBytesMax && IsAlphanumeric(text.front()) &&
         AllAlphanumericOr("._:/-", text);
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() && text.size() <= base::kIdentifierBytesMax &&
         AllAlphanumericOr("._:-", text);
}

Privilege PrivilegeOf(std::string_view type, std::string_view matter) {
  if (matter == kLedgerMatter) return Privilege::kDaemonOnly;
  if (type == "ledger.correction") return Privilege::kCorrection;
  if (type == "secrecy.expired" || type == "deadline.met" || type == "deadline.missed") {
    return Privilege::kHistoricalOnly;
  }
  if (type.starts_with("ledger.") || type.starts_with("access.")) return Privilege::kDaemonOnly;
  return Privilege::kAnyone;
}

bool IsDaemonType(std::string_view type) { return PrivilegeOf(type, {}) == Privilege::kDaemonOnly; }

}  // namespace reqledger::event
