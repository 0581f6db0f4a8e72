// A bounded reader over bytes, and the writer of the same shapes: no read can leave the buffer.
//
// Units: integers are big-endian, as in every binary format of the project.
// Errors: a read past the end returns nothing and consumes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reqledger::base {

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> Take(std::size_t count);
  std::optional<std::uint8_t> TakeU8();
  std::optional<std::uint16_t> TakeU16();
  std::optional<std::uint32_t> TakeU32();
  std::optional<std::uint64_t> TakeU64();
  // The bytes up to the next LF, which is consumed but not returned. Nothing if no LF is left.
  std::optional<std::string_view> TakeLine();

  bool AtEnd() const { return rest_.empty(); }
  std::string_view Rest() const { return rest_; }

 private:
  std::string_view rest_;
};

void AppendU16(std::uint16_t value, std::string& out);
void AppendU32(std::uint32_t value, std::string& out);
void AppendU64(std::uint64_t value, std::string& out);

// Decimal ASCII without sign, leading zero or white space; at most 2^63 − 1. Nothing for any other
// text.
std::optional<std::uint64_t> ParseDecimal(std::string_view text);

}  // namespace reqledger::base
