#include "ledger/event/canonical_reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/base/utf8.h"
#include "ledger/event/json.h"

namespace reqledger::event {
namespace {

enum class Role : std::uint8_t { kPlain, kEnd, kEscape, kHigh, kControl };

constexpr std::array<Role, 256> kRoles = [] {
  std::array<Role, 256> roles{};
  for (std::size_t i = 0; i < 0x20; ++i) roles[i] = Role::kControl;
  roles['"'] = Role::kEnd;
  roles['\\'] = Role::kEscape;
  roles[0x7f] = Role::kControl;
  for (std::size_t i = 0x80; i < roles.size(); ++i) roles[i] = Role::kHigh;
  return roles;
}();

Role RoleOf(char c) { return kRoles[static_cast<std::uint8_t>(c)]; }

// Valid UTF-8 without U+0080 to U+009F.
bool IsText(std::string_view text) {
  constexpr char kLead = '\xc2';
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i - 1] == kLead && static_cast<std::uint8_t>(text[i]) < 0xa0) return false;
  }
  return base::IsUtf8(text);
}

}  // namespace

bool CanonicalReader::TakeIf(std::string_view text) {
  if (!rest_.starts_with(text)) return false;
  rest_.remove_prefix(text.size());
  return true;
}

std::optional<std::string_view> CanonicalReader::TakeValue(int depth_max) {
  const std::string_view before = rest_;
  if (!SkipValue(depth_max)) return std::nullopt;
  return before.substr(0, before.size() - rest_.size());
}

std::optional<std::string_view> CanonicalReader::TakeString() {
  if (!TakeIf("\"")) return std::nullopt;
  bool high = false;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    switch (RoleOf(rest_[i])) {
      case Role::kPlain:
        break;
      case Role::kHigh:
        high = true;
        break;
      case Role::kEscape:
        ++i;
        if (i == rest_.size() || !std::string_view("\"\\nt").contains(rest_[i])) {
          return std::nullopt;
        }
        break;
      case Role::kControl:
        return std::nullopt;
      case Role::kEnd: {
        const std::string_view text = rest_.substr(0, i);
        if (high && !IsText(text)) return std::nullopt;
        rest_.remove_prefix(i + 1);
        return text;
      }
    }
  }
  return std::nullopt;
}

bool CanonicalReader::SkipValue(int depth_max) {
  if (rest_.empty()) return false;
  switch (rest_.front()) {
    case '"':
      return TakeString().has_value();
    case '{':
      return depth_max > 0 && SkipObject(depth_max);
    case '[':
      return depth_max > 0 && SkipArray(depth_max);
    case 't':
      return TakeIf("true");
    case 'f':
      return TakeIf("false");
    default:
      return SkipInteger();
  }
}

bool CanonicalReader::SkipObject(int depth_max) {
  rest_.remove_prefix(1);
  if (TakeIf("}")) return true;
  std::string_view last;  // no name is empty, so the first is after it
  do {
    const auto name = TakeString();
    if (!name || !IsMemberName(*name) || *name <= last) return false;
    last = *name;
    if (!TakeIf(":") || !SkipValue(depth_max - 1)) return false;
  } while (TakeIf(","));
  return TakeIf("}");
}

bool CanonicalReader::SkipArray(int depth_max) {
  rest_.remove_prefix(1);
  if (TakeIf("]")) return true;
  do {
    if (!SkipValue(depth_max - 1)) return false;
  } while (TakeIf(","));
  return TakeIf("]");
}

bool CanonicalReader::SkipInteger() {
  const bool negative = TakeIf("-");
  const std::size_t length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
  const auto number = base::ParseDecimal(rest_.substr(0, length));
  if (!number || *number > static_cast<std::uint64_t>(base::kIntegerMax)) return false;
  rest_.remove_prefix(length);
  return !negative || *number != 0;
}

}  // namespace reqledger::event
