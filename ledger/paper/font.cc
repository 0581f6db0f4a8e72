#include "ledger/paper/font.h"

#include <algorithm>
#include <limits>

#include "ledger/paper/font_bytes.h"

namespace reqledger::paper {
namespace {

constexpr std::size_t kTableRecordBytes = 16;
constexpr std::uint16_t kWindows = 3;
constexpr std::uint16_t kAllOfUnicode = 10;
constexpr std::uint16_t kSegmentedCoverage = 12;

}  // namespace

base::Result<Font> Font::Parse(std::string name, std::string_view bytes) {
  Font font(std::move(name), bytes);
  RETURN_IF_ERROR(font.ReadTables());
  RETURN_IF_ERROR(font.ReadCharacters());
  font.used_.push_back(
      {.character = 0,
       .glyph = 0,
       .advance = static_cast<std::uint16_t>(font.Thousandths(U16(font.Table("hmtx"), 0)))});
  return font;
}

base::Result<void> Font::ReadTables() {
  const std::size_t count = U16(bytes_, 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t record = 12 + i * kTableRecordBytes;
    const std::size_t begin = U32(bytes_, record + 8), length = U32(bytes_, record + 12);
    if (begin > bytes_.size() || length > bytes_.size() - begin) {
      return base::Fail(base::Code::kCorrupt, "font " + name_ + ": a table ends beyond the file");
    }
    tables_[std::string(bytes_.substr(record, 4))] = bytes_.substr(begin, length);
  }
  for (const std::string_view needed : {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"}) {
    if (Table(needed).empty()) {
      return base::Fail(base::Code::kCorrupt,
                        "font " + name_ + ": no table " + std::string(needed));
    }
  }
  const std::string_view head = Table("head"), hhea = Table("hhea");
  units_per_em_ = U16(head, 18);
  glyphs_ = U16(Table("maxp"), 4);
  wide_metrics_ = U16(hhea, 34);
  long_places_ = I16(head, 50) != 0;
  if (units_per_em_ == 0 || wide_metrics_ == 0 || glyphs_ == 0) {
    return base::Fail(base::Code::kCorrupt, "font " + name_ + ": no glyphs");
  }
  metrics_.ascent = Thousandths(I16(hhea, 4));
  metrics_.descent = Thousandths(I16(hhea, 6));
  for (std::size_t i = 0; i < 4; ++i) metrics_.box[i] = Thousandths(I16(head, 36 + 2 * i));
  return {};
}

base::Result<void> Font::ReadCharacters() {
  const std::string_view cmap = Table("cmap");
  for (std::size_t i = 0; i < U16(cmap, 2); ++i) {
    const std::size_t record = 4 + 8 * i;
    if (U16(cmap, record) != kWindows || U16(cmap, record + 2) != kAllOfUnicode) continue;
    const std::size_t at = U32(cmap, record + 4);
    if (at >= cmap.size() || U16(cmap, at) != kSegmentedCoverage) continue;
    const std::size_t groups = std::min<std::size_t>(U32(cmap, at + 12), cmap.size() / 12);
    for (std::size_t group = 0; group < groups; ++group) {
      const std::size_t place = at + 16 + 12 * group;
      ranges_.push_back(
          {.first = U32(cmap, place), .last = U32(cmap, place + 4), .glyph = U32(cmap, place + 8)});
    }
    return {};
  }
  return base::Fail(base::Code::kCorrupt, "font " + name_ + ": no table of all of Unicode");
}

std::string_view Font::Table(std::string_view tag) const {
  const auto found = tables_.find(tag);
  return found == tables_.end() ? std::string_view() : found->second;
}

std::uint16_t Font::GlyphOf(char32_t character) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), character,
                       [](char32_t c, const Range& range) { return c < range.first; });
  if (after == ranges_.begin()) return 0;
  const Range& range = *std::prev(after);
  if (character > range.last) return 0;
  const std::uint32_t glyph = range.glyph + (character - range.first);
  return glyph < static_cast<std::uint32_t>(glyphs_) ? static_cast<std::uint16_t>(glyph)
                                                     : std::uint16_t{0};
}

std::string_view Font::Outline(std::uint16_t glyph) const {
  const std::string_view places = Table("loca"), outlines = Table("glyf");
  const std::size_t index = glyph;
  const std::size_t begin =
      long_places_ ? U32(places, 4 * index) : std::size_t{2} * U16(places, 2 * index);
  const std::size_t end =
      long_places_ ? U32(places, 4 * index + 4) : std::size_t{2} * U16(places, 2 * index + 2);
  if (begin >= end || end > outlines.size()) return {};
  return outlines.substr(begin, end - begin);
}

bool Font::HasInk(char32_t character) const {
  const std::uint16_t glyph = GlyphOf(character);
  return glyph != 0 && !Outline(glyph).empty();
}

int Font::Thousandths(int units) const {
  const int scaled = units * 1000;
  return (scaled + (scaled < 0 ? -units_per_em_ : units_per_em_) / 2) / units_per_em_;
}

std::uint16_t Font::Use(char32_t character) {
  const auto found = numbers_.find(character);
  if (found != numbers_.end()) return found->second;
  const std::uint16_t glyph = GlyphOf(character);
  if (glyph == 0 || used_.size() > std::numeric_limits<std::uint16_t>::max() / 2) return 0;
  const auto metric = static_cast<std::size_t>(std::min<int>(glyph, wide_metrics_ - 1));
  const auto number = static_cast<std::uint16_t>(used_.size());
  used_.push_back(
      {.character = character,
       .glyph = glyph,
       .advance = static_cast<std::uint16_t>(Thousandths(U16(Table("hmtx"), 4 * metric)))});
  numbers_[character] = number;
  return number;
}

}  // namespace reqledger::paper
