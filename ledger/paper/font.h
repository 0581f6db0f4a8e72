// A TrueType font, measured, and at the end cut down to the characters that a document used.
//
// Units: advances and boxes in thousandths of an em, as PDF has them.
// Errors: corrupt where the bytes are no TrueType font with a table of all of Unicode.
// Limits: 65535 characters of one font in one document; whoever prints hostile text is bounded by
// what the font has. Threads: one at a time. Trust: the bytes are part of the program.
// Source: OpenType 1.9, chapters cmap, glyf, head, hhea, hmtx, loca, maxp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::paper {

class Font {
 public:
  // `name` is its PostScript name; `bytes` outlives the font.
  static base::Result<Font> Parse(std::string name, std::string_view bytes);

  // Whether there is a glyph for `character` that leaves ink.
  bool HasInk(char32_t character) const;
  // Whether there is a glyph at all, be it of a blank.
  bool Has(char32_t character) const { return GlyphOf(character) != 0; }

  // The number by which the document names `character`, which the font has; from 1, in order of
  // first use.
  std::uint16_t Use(char32_t character);
  int Advance(std::uint16_t number) const { return used_[number].advance; }

  // What the document used: number i stands for Used()[i]; number 0 for none.
  struct Used {
    char32_t character = 0;
    std::uint16_t glyph = 0;
    std::uint16_t advance = 0;
  };
  const std::vector<Used>& used() const { return used_; }
  // A font of those glyphs alone, by those numbers, and of the parts that they are made of behind
  // them.
  struct Subset {
    std::string bytes;
    std::size_t glyphs = 0;
  };
  Subset Cut() const;

  const std::string& name() const { return name_; }
  struct Metrics {
    int ascent = 0;
    int descent = 0;
    int box[4] = {};
  };
  const Metrics& metrics() const { return metrics_; }

 private:
  struct Range {
    char32_t first = 0;
    char32_t last = 0;
    std::uint32_t glyph = 0;
  };

  Font(std::string name, std::string_view bytes) : name_(std::move(name)), bytes_(bytes) {}
  base::Result<void> ReadTables();
  base::Result<void> ReadCharacters();
  std::string_view Table(std::string_view tag) const;
  std::uint16_t GlyphOf(char32_t character) const;
  std::string_view Outline(std::uint16_t glyph) const;
  int Thousandths(int units) const;

  std::string name_;
  std::string_view bytes_;
  std::map<std::string, std::string_view, std::less<>> tables_;
  std::vector<Range> ranges_;  // ascending
  int units_per_em_ = 0;
  int glyphs_ = 0;
  int wide_metrics_ = 0;  // glyphs from here on are as wide as the last before
  bool long_places_ = false;
  Metrics metrics_;
  std::vector<Used> used_;
  std::unordered_map<char32_t, std::uint16_t> numbers_;
};

}  // namespace reqledger::paper
