#include "ledger/base/cursor.h"

namespace reqledger::base {
namespace {

template <typename T>
T FromBigEndian(std::string_view bytes) {
  T value = 0;
  for (const char c : bytes) value = static_cast<T>(value << 8 | static_cast<std::uint8_t>(c));
  return value;
}
template <>
std::uint8_t FromBigEndian<std::uint8_t>(std::string_view bytes) {
  return static_cast<std::uint8_t>(bytes[0]);
}

template <typename T>
std::optional<T> TakeInteger(Cursor& cursor) {
  const auto bytes = cursor.Take(sizeof(T));
  if (!bytes) return std::nullopt;
  return FromBigEndian<T>(*bytes);
}

template <typename T>
void AppendBigEndian(T value, std::string& out) {
  for (int shift = 8 * (static_cast<int>(sizeof(T)) - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xff);
  }
}

}  // namespace

std::optional<std::string_view> Cursor::Take(std::size_t count) {
  if (count > rest_.size()) return std::nullopt;
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::optional<std::uint8_t> Cursor::TakeU8() { return TakeInteger<std::uint8_t>(*this); }
std::optional<std::uint16_t> Cursor::TakeU16() { return TakeInteger<std::uint16_t>(*this); }
std::optional<std::uint32_t> Cursor::TakeU32() { return TakeInteger<std::uint32_t>(*this); }
std::optional<std::uint64_t> Cursor::TakeU64() { return TakeInteger<std::uint64_t>(*this); }

std::optional<std::string_view> Cursor::TakeLine() {
  const std::size_t end = rest_.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

void AppendU16(std::uint16_t value, std::string& out) { AppendBigEndian(value, out); }
void AppendU32(std::uint32_t value, std::string& out) { AppendBigEndian(value, out); }
void AppendU64(std::uint64_t value, std::string& out) { AppendBigEndian(value, out); }

std::optional<std::uint64_t> ParseDecimal(std::string_view text) {
  if (text.empty() || text.size() > 19 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return value;
}

}  // namespace reqledger::base
