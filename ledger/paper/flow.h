// Pages filled from the top: what is set goes on where the last ended, and on the next page where
// this one is full.
//
// Units: points from the top edge. The text area leaves room on A4 and, printed at its own size,
// on Letter.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/paper/canvas.h"
#include "ledger/paper/document.h"
#include "ledger/paper/typesetter.h"

namespace reqledger::paper {

inline constexpr double kLeft = 64, kRight = kPageWidth - 64, kWidth = kRight - kLeft;
inline constexpr double kTop = 84, kBottom = 764;

struct Style {
  Face face = Face::kSerif;
  double size = 9.5;
  double leading = 14;
  Colour colour = kInk;
};
inline constexpr Style kBodyStyle{}, kNoteStyle{Face::kSerif, 8.5, 12.5, kSoft},
    kSectionStyle{Face::kSerifBold, 18, 24, kInk}, kHeadingStyle{Face::kSerifBold, 12, 17, kInk},
    kLabelStyle{Face::kSerifBold, 8.5, 12.5, kInk}, kCellStyle{Face::kSerif, 7.6, 10.8, kInk},
    kCodeStyle{Face::kMono, 7.5, 11, kInk};

// What stands where a text was cut.
std::string MoreCharacters(std::size_t count);

struct Column {
  double left = kLeft;
  double width = kWidth;
};

// Beside one another in one row.
struct Cell {
  Glyphs glyphs;
  Style style;
  Column column;
};

// What every page says.
struct Furniture {
  std::string origin;
  std::string audience;
  std::string digest;
};

class Flow {
 public:
  // Pages are numbered from `number` on. The first begins with NewPage or Section.
  Flow(Document& document, Typesetter& type, const Furniture& furniture, Part part, int number);

  void NewPage();
  // Draws the last page. Nothing is set afterwards.
  void Finish();

  // Where less than `height` is left, the next page.
  void Need(double height);
  void Space(double height) { y_ += height; }
  double y() const { return y_; }
  void MoveTo(double y) { y_ = y; }

  // Lines of text, as many as there are, up to many pages.
  void Text(std::string_view text, const Style& style, Column column = {});
  // Cells side by side, each cut after `lines_max` lines, on this page or the next, but on one.
  void Row(const std::vector<Cell>& cells, std::size_t lines_max);
  static double HeightOf(const std::vector<Cell>& cells, std::size_t lines_max);
  void Set(Line line, const Style& style, double left);
  // A section of the document, on a page of its own, and a part of one: with a place in the
  // outline. Gives the number of the page.
  int Section(std::string_view title);
  void Heading(std::string_view title, std::string_view bookmark);
  // A place in the outline for what begins here without a heading.
  void Bookmark(std::string_view title);
  void Rule(Colour colour, double width);

  // Drawn on top of each page that begins while this is set.
  void OnNewPage(std::function<void()> draw) { on_new_page_ = std::move(draw); }

  Canvas& canvas() { return canvas_; }
  Typesetter& type() { return type_; }
  int number() const { return number_; }
  double height() const { return kBottom - y_; }  // that is left

 private:
  void DrawFurniture();

  Document& document_;
  Typesetter& type_;
  const Furniture& furniture_;
  Part part_;
  Canvas canvas_;
  std::function<void()> on_new_page_;
  int number_ = 0;  // of the page that is being filled
  int page_ = 0;    // its object; 0: none yet
  double y_ = kTop;
};

}  // namespace reqledger::paper
