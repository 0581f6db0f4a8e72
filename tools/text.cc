#include "tools/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace reqledger::tools {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// What a terminal draws over two columns. Source: Unicode East Asian Width, W and F.
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
// What it draws over the character before.
constexpr std::array<Range, 7> kCombining = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x1AB0, 0x1AFF},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};

template <std::size_t kCount>
bool In(const std::array<Range, kCount>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = true;
};

// The character that `text`, not empty, begins with. What is no UTF-8 is one byte by itself.
Character FirstCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (bytes == 0 || bytes > text.size()) return {0xFFFD, 1, false};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80) return {0xFFFD, 1, false};
    code = (code << 6U) | (next & 0x3FU);
  }
  return {code, bytes};
}

std::size_t WidthOf(char32_t code) {
  if (In(kCombining, code)) return 0;
  return In(kWide, code) ? 2 : 1;
}

// How many bytes of `text` fit in `width` columns; at least its first character.
std::size_t BytesThatFit(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const Character c = FirstCharacter(text.substr(at));
    used += WidthOf(c.code);
    if (used > width && at > 0) break;
    at += c.bytes;
  }
  return at;
}

void WrapParagraph(std::string_view text, std::size_t width, std::vector<std::string>& lines) {
  while (DisplayWidth(text) > width) {
    const std::size_t fit = BytesThatFit(text, width);
    std::size_t cut = text.substr(0, fit + 1).rfind(' ');
    if (cut == std::string_view::npos || cut == 0) cut = fit;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return;
  }
  lines.emplace_back(text);
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character c = FirstCharacter(text);
    width += WidthOf(c.code);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string PadRight(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(width - std::min(width, DisplayWidth(text)), ' ');
  return out;
}

std::string PadLeft(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, DisplayWidth(text)), ' ') + std::string(text);
}

std::vector<std::string> WrapText(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    WrapParagraph(text.substr(0, end), std::max<std::size_t>(width, 1), lines);
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string Printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character c = FirstCharacter(text);
    const bool control = c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0);
    if (!c.valid) {
      out += '?';
    } else if (control && c.code != '\n' && c.code != '\t') {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c.code));
      out += escape.data();
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string HumanBytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 999.95 && unit + 1 < kUnits.size()) {
    amount /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), amount < 10 ? "%.1f %s" : "%.0f %s", amount,
                kUnits[unit]);
  return text.data();
}

std::string HumanSeconds(std::uint64_t seconds) {
  // "1 hour" only where it is one exactly: else "90 minutes" says more.
  if (seconds < 120 && seconds != 60) return Counted(seconds, "second", "seconds");
  if (seconds < 7200 && seconds != 3600) return Counted(seconds / 60, "minute", "minutes");
  if (seconds < 2 * 86400 && seconds != 86400) return Counted(seconds / 3600, "hour", "hours");
  return Counted(seconds / 86400, "day", "days");
}

std::string Counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return Grouped(count) + " " + std::string(count == 1 ? one : many);
}

std::string Grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 5) return digits;
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, " ");
  }
  return digits;
}

}  // namespace reqledger::tools
