// The characters of a text that may hold anything, and which of them paper can show.
//
// Trust: none in the text. What may change the order in which a line is read, what leaves no ink
// and what needs shaping is never printed as itself, but named.
// Source: RFC 3629; Unicode 15, classes Bidi_Class R, AL and of the explicit formatting
// characters, and Default_Ignorable_Code_Point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reqledger::paper {

// A code point, or a byte that is no part of one.
struct Character {
  char32_t code = 0;
  bool is_byte = false;
  friend auto operator<=>(const Character&, const Character&) = default;
};

// The first character of `text`, which is not empty, and how many bytes it takes.
struct Decoded {
  Character character;
  std::size_t bytes = 1;
};
Decoded DecodeFirst(std::string_view text);

template <typename Visit>
void ForEachCharacter(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Decoded first = DecodeFirst(text);
    visit(first.character);
    text.remove_prefix(first.bytes);
  }
}

std::size_t CountCharacters(std::string_view text);
// At most `characters_max` characters, and an ellipsis where that is not all.
std::string Beginning(std::string_view text, std::size_t characters_max);
// With blanks for new lines.
std::string OneLine(std::string_view text);

// `code` as UTF-8.
void AppendUtf8(char32_t code, std::string& out);

// Blanks of the line: what stands for an empty place and nothing else.
bool IsBlank(char32_t code);
// Stands over or under the character before it.
bool IsCombining(char32_t code);
// Whether a font's glyph would show the character as its reader expects.
bool IsPlain(char32_t code);

// "U+202E", or "byte FF".
std::string CodeOf(Character character);

}  // namespace reqledger::paper
