#include "ledger/paper/characters.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace reqledger::paper {
namespace {

struct Span {
  char32_t first = 0;
  char32_t last = 0;
};

// Ascending.
constexpr Span kNotPlain[] = {
    {0x0000, 0x001f},     // controls
    {0x007f, 0x009f},     // controls
    {0x00ad, 0x00ad},     // soft hyphen
    {0x034f, 0x034f},     // joiner
    {0x0590, 0x08ff},     // Hebrew, Arabic, Syriac, Thaana, NKo and more
    {0x115f, 0x1160},     // fillers
    {0x17b4, 0x17b5},     // inherent vowels
    {0x180b, 0x180f},     // selectors of variants
    {0x200b, 0x200f},     // spaces of no width, joiners, marks of direction
    {0x2028, 0x202e},     // separators, embeddings and overrides of direction
    {0x2060, 0x206f},     // joiners, isolates of direction
    {0x3164, 0x3164},     // filler
    {0xd800, 0xdfff},     // surrogates
    {0xe000, 0xf8ff},     // private use
    {0xfb1d, 0xfdff},     // presentation forms of Hebrew and Arabic
    {0xfe00, 0xfe0f},     // selectors of variants
    {0xfe70, 0xfeff},     // presentation forms of Arabic, byte order mark
    {0xffa0, 0xffa0},     // filler
    {0xfff0, 0xfffb},     // annotations
    {0x10800, 0x10fff},   // scripts from right to left
    {0x1bca0, 0x1bca3},   // controls of shorthand
    {0x1d173, 0x1d17a},   // controls of music
    {0x1e800, 0x1efff},   // scripts from right to left
    {0xe0000, 0x10ffff},  // tags, selectors, private use
};

constexpr Span kCombining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x0eb1, 0x0eb1}, {0x0eb4, 0x0ebc}, {0x0ec8, 0x0ece}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20f0}, {0x302a, 0x302f}, {0xa66f, 0xa67d}, {0xfe20, 0xfe2f},
};

template <std::size_t kSize>
bool IsIn(const Span (&spans)[kSize], char32_t code) {
  const auto* const after =
      std::upper_bound(std::begin(spans), std::end(spans), code,
                       [](char32_t c, const Span& span) { return c < span.first; });
  return after != std::begin(spans) && code <= std::prev(after)->last;
}

constexpr Decoded Byte(unsigned char byte) {
  return {.character = {.code = byte, .is_byte = true}, .bytes = 1};
}

}  // namespace

Decoded DecodeFirst(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {.character = {.code = lead}, .bytes = 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return Byte(lead);
  char32_t code = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return Byte(lead);
    code = code << 6U | (next & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return Byte(lead);
  }
  return {.character = {.code = code}, .bytes = length};
}

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  ForEachCharacter(text, [&count](Character) { ++count; });
  return count;
}

std::string Beginning(std::string_view text, std::size_t characters_max) {
  std::size_t count = 0, at = 0;
  for (; at < text.size() && count < characters_max; ++count) {
    at += DecodeFirst(text.substr(at)).bytes;
  }
  std::string beginning(text.substr(0, at));
  return at == text.size() ? beginning : beginning + "\xe2\x80\xa6";
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

void AppendUtf8(char32_t code, std::string& out) {
  const auto tail = [&out, code](unsigned shift) {
    out += static_cast<char>(0x80U | (code >> shift & 0x3fU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0U | code >> 6U);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0U | code >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0U | code >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

bool IsBlank(char32_t code) {
  return code == 0x20 || code == 0xa0 || code == 0x202f || code == 0x2009;
}

bool IsCombining(char32_t code) { return IsIn(kCombining, code); }

bool IsPlain(char32_t code) { return code == 0x202f || !IsIn(kNotPlain, code); }

std::string CodeOf(Character character) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  for (char32_t rest = character.code; rest != 0; rest >>= 4U) {
    digits.insert(digits.begin(), kDigits[rest & 15U]);
  }
  const std::size_t width = character.is_byte ? 2 : 4;
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return (character.is_byte ? "byte " : "U+") + digits;
}

}  // namespace reqledger::paper
