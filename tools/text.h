// Text laid out for people: widths as a terminal shows them, wrapped lines, sizes and ages in
// words.
//
// Units: columns of a terminal; a wide East Asian character takes two, a combining one none.
// Trust: Printable() makes text from elsewhere harmless to a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::tools {

std::size_t DisplayWidth(std::string_view text);

// `text` with spaces behind (or before it) up to `width`; longer text stays whole.
std::string PadRight(std::string_view text, std::size_t width);
std::string PadLeft(std::string_view text, std::size_t width);

// At spaces where there are some within `width`, else in the middle of a word; at least one line.
std::vector<std::string> WrapText(std::string_view text, std::size_t width);

// Control characters, an escape among them, as `\u001b`; bytes that are not UTF-8 as `?`.
std::string Printable(std::string_view text);

std::string HumanBytes(std::uint64_t bytes);      // "1.4 MB"
std::string HumanSeconds(std::uint64_t seconds);  // "3 minutes", "2 days"
std::string Counted(std::uint64_t count, std::string_view one, std::string_view many);
std::string Grouped(std::uint64_t number);  // "12 345"

}  // namespace reqledger::tools
