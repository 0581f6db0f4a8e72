#include "ledger/event/utf8.h"

#include <algorithm>
#include <cstdint>

namespace reqledger::event {
namespace {

// The lead byte, how many bytes follow it, and the range of the first of those.
struct Shape {
  std::size_t follow = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
  bool valid = true;
};

Shape ShapeOf(std::uint8_t lead) {
  if (lead < 0x80) return {0, 0, 0, true};
  if (lead >= 0xc2 && lead <= 0xdf) return {1, 0x80, 0xbf, true};
  if (lead == 0xe0) return {2, 0xa0, 0xbf, true};
  if (lead == 0xed) return {2, 0x80, 0x9f, true};
  if (lead >= 0xe1 && lead <= 0xef) return {2, 0x80, 0xbf, true};
  if (lead == 0xf0) return {3, 0x90, 0xbf, true};
  if (lead >= 0xf1 && lead <= 0xf3) return {3, 0x80, 0xbf, true};
  if (lead == 0xf4) return {3, 0x80, 0x8f, true};
  return {0, 0, 0, false};
}

std::uint8_t Byte(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

bool Continues(std::uint8_t byte) { return (byte & 0xc0) == 0x80; }

}  // namespace

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Shape shape = ShapeOf(Byte(text, i));
    if (!shape.valid || text.size() - i <= shape.follow) return false;
    for (std::size_t k = 1; k <= shape.follow; ++k) {
      const std::uint8_t byte = Byte(text, i + k);
      if (k == 1 ? byte < shape.low || byte > shape.high : !Continues(byte)) return false;
    }
    i += 1 + shape.follow;
  }
  return true;
}

std::size_t CountCodePoints(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !Continues(static_cast<std::uint8_t>(c)); }));
}

}  // namespace reqledger::event
