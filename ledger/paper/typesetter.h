// Text made glyphs, measured and broken into lines.
//
// Units: sizes and widths in points, 1/72 inch; advances in thousandths of an em.
// Limits: sixteen bytes a character; callers cap what they set.
// Threads: one at a time.
// Trust: none in the text; what a font cannot show as itself is set as a code in brackets, in a
// look of its own, so that no text can pretend to be one.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/paper/characters.h"
#include "ledger/paper/font.h"

namespace reqledger::paper {

enum class Face : std::uint8_t { kSerif, kSerifBold, kSans, kMono };
inline constexpr std::size_t kFaces = 4;

struct Glyph {
  enum class Kind : std::uint8_t { kInk, kBlank, kNewLine };
  std::uint16_t number = 0;
  std::uint16_t advance = 0;
  Face face = Face::kSerif;
  Kind kind = Kind::kInk;
  bool is_code = false;    // of a character that is named, not shown
  bool is_first = true;    // a character begins
  bool may_break = false;  // a line may end behind it
  bool is_joined = false;  // stands on the one before: no line begins with it
};
using Glyphs = std::vector<Glyph>;
using Line = std::span<const Glyph>;

class Typesetter {
 public:
  // The fonts are part of the program.
  static base::Result<Typesetter> Make();

  // Of more than `characters_max` characters the first; `left_out`, where given, says how many
  // follow. New lines are kept, tabs become blanks.
  Glyphs Shape(std::string_view text, Face face, std::size_t characters_max = SIZE_MAX,
               std::size_t* left_out = nullptr);
  // `text` on one line as it would be printed, in UTF-8: for places that are not set in type.
  std::string Plain(std::string_view text, std::size_t characters_max);

  static double Width(Line line, double size);
  // Lines no wider than `width`, but of a single glyph; without the blanks that they end with.
  static std::vector<Line> Wrap(Line glyphs, double size, double width);
  // As much of `glyphs` as fits on one line, with an ellipsis where that is not all.
  Glyphs Fit(std::string_view text, Face face, double size, double width);

  Font& font(Face face) { return fonts_[static_cast<std::size_t>(face)]; }

  // Characters that had to be named, and how often, while that was counted.
  const std::map<Character, std::uint64_t>& named() const { return named_; }
  bool Count(bool on) { return std::exchange(counts_, on); }  // gives how it was

 private:
  explicit Typesetter(std::vector<Font> fonts) : fonts_(std::move(fonts)) {}
  void Append(Character character, Face face, Glyphs& glyphs);
  void AppendCode(Character character, Glyphs& glyphs);
  Glyph GlyphFor(char32_t code, Face face);
  bool CanShow(Character character, const Glyphs& before) const;

  std::vector<Font> fonts_;
  std::map<Character, std::uint64_t> named_;
  bool counts_ = false;
};

}  // namespace reqledger::paper
