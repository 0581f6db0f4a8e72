// A font of some of another's glyphs: the tables that a PDF needs, and no other.
#include <algorithm>
#include <bit>
#include <utility>

#include "ledger/paper/font.h"
#include "ledger/paper/font_bytes.h"

namespace reqledger::paper {
namespace {

// Of a part of a composite glyph.
constexpr std::uint32_t kWords = 0x0001, kScale = 0x0008, kMore = 0x0020, kScales = 0x0040,
                        kMatrix = 0x0080;
constexpr std::size_t kHeaderBytes = 10;  // contours and box, before the outline or the parts
constexpr std::uint32_t kChecksumOfAll = 0xb1b0afba;

std::size_t PartBytes(std::uint32_t flags) {
  std::size_t bytes = 4 + ((flags & kWords) != 0 ? 4 : 2);
  if ((flags & kScale) != 0) bytes += 2;
  if ((flags & kScales) != 0) bytes += 4;
  if ((flags & kMatrix) != 0) bytes += 8;
  return bytes;
}

std::uint32_t Checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 4) sum += U32(bytes, at);
  return sum;
}

// Where the numbers of a composite glyph's parts stand in its outline.
std::vector<std::size_t> PartsOf(std::string_view outline) {
  std::vector<std::size_t> parts;
  if (outline.size() < kHeaderBytes || I16(outline, 0) >= 0) return parts;
  std::size_t at = kHeaderBytes;
  while (at + 4 <= outline.size()) {
    const std::uint32_t flags = U16(outline, at);
    parts.push_back(at + 2);
    if ((flags & kMore) == 0) break;
    at += PartBytes(flags);
  }
  return parts;
}

using Tables = std::vector<std::pair<std::string, std::string>>;

std::string FileOf(const Tables& tables) {
  const auto count = static_cast<std::uint32_t>(tables.size());
  const std::uint32_t power = std::bit_floor(count);
  std::string file("\0\1\0\0", 4);
  AppendU16(count, file);
  AppendU16(power * 16, file);
  AppendU16(static_cast<std::uint32_t>(std::countr_zero(power)), file);
  AppendU16((count - power) * 16, file);
  std::string body;
  std::size_t head = 0;
  for (const auto& [tag, bytes] : tables) {
    const std::size_t at = 12 + 16 * tables.size() + body.size();
    if (tag == "head") head = at;
    file += tag;
    AppendU32(Checksum(bytes), file);
    AppendU32(static_cast<std::uint32_t>(at), file);
    AppendU32(static_cast<std::uint32_t>(bytes.size()), file);
    body += bytes;
    body.resize((body.size() + 3) / 4 * 4, '\0');
  }
  file += body;
  std::string adjustment;
  AppendU32(kChecksumOfAll - Checksum(file), adjustment);
  return file.replace(head + 8, 4, adjustment);
}

}  // namespace

Font::Subset Font::Cut() const {
  std::vector<std::uint16_t> order;  // of the new font, by glyphs of this
  std::unordered_map<std::uint16_t, std::uint16_t> part_numbers;
  order.reserve(used_.size());
  for (const Used& one : used_) order.push_back(one.glyph);
  std::string outlines, places, widths;
  for (std::size_t i = 0; i < order.size(); ++i) {
    AppendU32(static_cast<std::uint32_t>(outlines.size()), places);
    std::string outline(Outline(order[i]));
    for (const std::size_t at : PartsOf(outline)) {
      const std::uint16_t part = U16(outline, at);
      const auto [known, is_new] =
          part_numbers.try_emplace(part, static_cast<std::uint16_t>(order.size()));
      if (is_new) order.push_back(part);
      PutU16(known->second, at, outline);
    }
    outlines += outline;
    outlines.resize((outlines.size() + 3) / 4 * 4, '\0');
    const std::size_t metric = order[i], last = static_cast<std::size_t>(wide_metrics_) - 1;
    const std::string_view metrics = Table("hmtx");
    AppendU16(U16(metrics, 4 * std::min(metric, last)), widths);
    AppendU16(metric <= last ? U16(metrics, 4 * metric + 2)
                             : U16(metrics, 4 * (last + 1) + 2 * (metric - last - 1)),
              widths);
  }
  AppendU32(static_cast<std::uint32_t>(outlines.size()), places);

  const auto count = static_cast<std::uint32_t>(order.size());
  std::string head(Table("head")), hhea(Table("hhea")), maxp(Table("maxp"));
  std::fill_n(head.begin() + 8, 4, '\0');
  PutU16(1, 50, head);
  PutU16(count, 34, hhea);
  PutU16(count, 4, maxp);
  Tables tables;
  for (const std::string_view tag : {"cvt ", "fpgm"}) {
    if (!Table(tag).empty()) tables.emplace_back(tag, Table(tag));
  }
  tables.emplace_back("glyf", std::move(outlines));
  tables.emplace_back("head", std::move(head));
  tables.emplace_back("hhea", std::move(hhea));
  tables.emplace_back("hmtx", std::move(widths));
  tables.emplace_back("loca", std::move(places));
  tables.emplace_back("maxp", std::move(maxp));
  if (!Table("prep").empty()) tables.emplace_back("prep", Table("prep"));
  return {.bytes = FileOf(tables), .glyphs = order.size()};
}

}  // namespace reqledger::paper
