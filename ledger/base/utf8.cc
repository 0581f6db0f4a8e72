#include "ledger/base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace reqledger::base {
namespace {

constexpr bool Between(std::uint8_t low, std::uint8_t byte, std::uint8_t high) {
  return low <= byte && byte <= high;
}

bool IsContinuation(char c) { return Between(0x80, static_cast<std::uint8_t>(c), 0xbf); }

// Bytes of the sequence that `lead` begins; 0 where none can begin with it.
std::size_t SequenceBytes(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (Between(0xc2, lead, 0xdf)) return 2;
  if (Between(0xe0, lead, 0xef)) return 3;
  if (Between(0xf0, lead, 0xf4)) return 4;
  return 0;
}

// Four leads narrow what may follow: shorter forms, surrogates and values over U+10FFFF go here.
bool IsSecondByte(std::uint8_t lead, std::uint8_t second) {
  switch (lead) {
    case 0xe0:
      return Between(0xa0, second, 0xbf);
    case 0xed:
      return Between(0x80, second, 0x9f);
    case 0xf0:
      return Between(0x90, second, 0xbf);
    case 0xf4:
      return Between(0x80, second, 0x8f);
    default:
      return Between(0x80, second, 0xbf);
  }
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<std::uint8_t>(text[0]);
    const std::size_t length = SequenceBytes(lead);
    if (length == 0 || length > text.size()) return false;
    if (length > 1 && !IsSecondByte(lead, static_cast<std::uint8_t>(text[1]))) return false;
    if (length > 2 && !std::ranges::all_of(text.substr(2, length - 2), IsContinuation)) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::size_t CountCodePoints(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, IsContinuation));
}

}  // namespace reqledger::base
