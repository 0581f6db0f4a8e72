#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <charconv>
#include <cstdint>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

// The place of a UTF-8 byte in the order of UTF-16 code units: U+E000 to U+FFFF (lead bytes EE and
// EF) come after the surrogates of what is beyond U+FFFF (lead bytes F0 to F4).
std::uint8_t Utf16Rank(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte == 0xee || byte == 0xef ? static_cast<std::uint8_t>(byte + 0x10) : byte;
}

bool Utf16Less(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, Utf16Rank, Utf16Rank);
}

void AppendEscape(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kHexDigits[static_cast<std::uint8_t>(c) >> 4];
      out += kHexDigits[static_cast<std::uint8_t>(c) & 15];
  }
}

bool NeedsEscape(char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\'; }

void AppendInteger(std::int64_t number, std::string& out) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void AppendObject(const boost::json::object& object, std::string& out) {
  std::vector<const boost::json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, Utf16Less, [](const auto* member) { return View(member->key()); });
  out += '{';
  for (const auto* member : members) {
    if (member != members.front()) out += ',';
    AppendCanonicalString(View(member->key()), out);
    out += ':';
    AppendCanonical(member->value(), out);
  }
  out += '}';
}

void AppendArray(const boost::json::array& array, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i != 0) out += ',';
    AppendCanonical(array[i], out);
  }
  out += ']';
}

}  // namespace

void AppendCanonicalString(std::string_view text, std::string& out) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out += text.substr(plain, i - plain);
    AppendEscape(text[i], out);
    plain = i + 1;
  }
  out += text.substr(plain);
  out += '"';
}

std::string CanonicalString(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  AppendCanonicalString(text, out);
  return out;
}

void AppendCanonical(const boost::json::value& value, std::string& out) {
  switch (value.kind()) {
    case boost::json::kind::object:
      return AppendObject(value.get_object(), out);
    case boost::json::kind::array:
      return AppendArray(value.get_array(), out);
    case boost::json::kind::string:
      return AppendCanonicalString(View(value.get_string()), out);
    case boost::json::kind::int64:
      return AppendInteger(value.get_int64(), out);
    case boost::json::kind::uint64:
      REQ_CHECK(value.get_uint64() <= static_cast<std::uint64_t>(base::kIntegerMax));
      return AppendInteger(static_cast<std::int64_t>(value.get_uint64()), out);
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::null:
    case boost::json::kind::double_:
      break;
  }
  base::Unreachable("a JSON value outside the domain of the formats");
}

std::string Canonical(const boost::json::value& value) {
  std::string out;
  AppendCanonical(value, out);
  return out;
}

bool IsMemberName(std::string_view name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto rest = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= base::kMemberNameBytesMax && lower(name.front()) &&
         std::ranges::all_of(name, rest);
}

std::string AppendPointer(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out += '/';
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace reqledger::event
