#include "ledger/paper/flow.h"

#include <algorithm>

#include "ledger/paper/dates.h"

namespace reqledger::paper {
namespace {

constexpr double kHeadLine = 54, kHeadRule = 61, kFootRule = 777, kFootLine = 790;
constexpr double kFurnitureSize = 7.5, kDigestSize = 6.6;
constexpr double kBaseline = 0.28;  // of the leading: how far above a line's end letters stand
constexpr std::size_t kTextCharactersMax = 100'000;
constexpr double kTotalRoom = 20;  // for as many digits as pages have
constexpr std::size_t kBookmarkCharactersMax = 80;

}  // namespace

std::string MoreCharacters(std::size_t count) {
  return "\xe2\x80\xa6 " + Grouped(count) + (count == 1 ? " character" : " characters") +
         " more; the whole is in the machine files.";
}

Flow::Flow(Document& document, Typesetter& type, const Furniture& furniture, Part part, int number)
    : document_(document), type_(type), furniture_(furniture), part_(part), number_(number - 1) {}

void Flow::NewPage() {
  if (page_ != 0) Finish();
  page_ = document_.ReservePage();
  ++number_;
  DrawFurniture();
  y_ = kTop;
  if (on_new_page_) on_new_page_();
}

void Flow::Finish() {
  document_.AddPage(part_, page_, canvas_.Take());
  page_ = 0;
}

void Flow::DrawFurniture() {
  const bool counted = type_.Count(false);  // else what a page repeats were counted by pages
  const double size = kFurnitureSize;
  const Glyphs audience = type_.Fit(furniture_.audience, Face::kSans, size, kWidth * 0.5);
  const double audience_width = Typesetter::Width(audience, size);
  const Glyphs origin =
      type_.Fit(furniture_.origin, Face::kSans, size, kWidth - audience_width - 20);
  canvas_.Text({kLeft, kHeadLine}, origin, size, kSoft);
  canvas_.Text({kRight - audience_width, kHeadLine}, audience, size, kSoft);
  canvas_.Rule({kLeft, kHeadRule}, {kRight, kHeadRule}, 0.5, kEdge);
  canvas_.Rule({kLeft, kFootRule}, {kRight, kFootRule}, 0.5, kEdge);
  const Glyphs label = type_.Shape("Bundle digest ", Face::kSans);
  canvas_.Text({kLeft, kFootLine}, label, size, kSoft);
  canvas_.Text({kLeft + Typesetter::Width(label, size), kFootLine},
               type_.Fit(furniture_.digest, Face::kMono, kDigestSize, kWidth - 160), kDigestSize,
               kSoft);
  const Glyphs page = type_.Shape("Page " + std::to_string(number_) + " of ", Face::kSans);
  const double total = kRight - kTotalRoom;
  canvas_.Text({total - Typesetter::Width(page, size), kFootLine}, page, size, kSoft);
  canvas_.Form(Document::kTotal, {total, kFootLine});
  type_.Count(counted);
}

void Flow::Need(double height) {
  if (y_ + height > kBottom) NewPage();
}

void Flow::Set(Line line, const Style& style, double left) {
  Need(style.leading);
  y_ += style.leading;
  canvas_.Text({left, y_ - style.leading * kBaseline}, line, style.size, style.colour);
}

void Flow::Text(std::string_view text, const Style& style, Column column) {
  std::size_t left_out = 0;
  const Glyphs glyphs = type_.Shape(text, style.face, kTextCharactersMax, &left_out);
  for (const Line line : Typesetter::Wrap(glyphs, style.size, column.width)) {
    Set(line, style, column.left);
  }
  if (left_out > 0) {
    const Glyphs more = type_.Shape(MoreCharacters(left_out), kNoteStyle.face);
    Set(more, kNoteStyle, column.left);
  }
}

double Flow::HeightOf(const std::vector<Cell>& cells, std::size_t lines_max) {
  double height = 0;
  for (const Cell& cell : cells) {
    const std::size_t lines =
        Typesetter::Wrap(cell.glyphs, cell.style.size, cell.column.width).size();
    height = std::max(height, static_cast<double>(std::min(lines, lines_max)) * cell.style.leading);
  }
  return height;
}

void Flow::Row(const std::vector<Cell>& cells, std::size_t lines_max) {
  const double height = HeightOf(cells, lines_max);
  Need(height);
  const double top = y_;
  for (const Cell& cell : cells) {
    std::vector<Line> lines = Typesetter::Wrap(cell.glyphs, cell.style.size, cell.column.width);
    const bool is_cut = lines.size() > lines_max;
    if (is_cut) lines.resize(lines_max);
    y_ = top;
    for (const Line line : lines) Set(line, cell.style, cell.column.left);
    if (is_cut) {
      const double end = cell.column.left + Typesetter::Width(lines.back(), cell.style.size);
      canvas_.Text({end, y_ - cell.style.leading * kBaseline},
                   type_.Shape("\xe2\x80\xa6", cell.style.face), cell.style.size,
                   cell.style.colour);
    }
  }
  y_ = top + height;
}

int Flow::Section(std::string_view title) {
  NewPage();
  document_.Bookmark(part_, 0, std::string(title), page_, y_);
  Text(title, kSectionStyle);
  Space(4);
  Rule(kInk, 1);
  Space(10);
  return number_;
}

void Flow::Bookmark(std::string_view title) {
  document_.Bookmark(part_, 0, std::string(title), page_, y_);
}

void Flow::Heading(std::string_view title, std::string_view bookmark) {
  Need(kHeadingStyle.leading * 3);
  document_.Bookmark(part_, 1, type_.Plain(bookmark, kBookmarkCharactersMax), page_, y_);
  Text(title, kHeadingStyle);
}

void Flow::Rule(Colour colour, double width) {
  canvas_.Rule({kLeft, y_}, {kRight, y_}, width, colour);
}

}  // namespace reqledger::paper
