// What is drawn on one page, as the text of a PDF content stream.
//
// Units: points; y grows downwards from the top edge of the page, as a reader goes.
// Source: PDF Reference 1.4 chapters 4 and 5.
#pragma once

#include <string>

#include "ledger/paper/typesetter.h"

namespace reqledger::paper {

inline constexpr double kPageWidth = 595.28, kPageHeight = 841.89;  // A4

struct Colour {
  double red = 0, green = 0, blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};
inline constexpr Colour kInk{0.1, 0.11, 0.125}, kSoft{0.33, 0.36, 0.4}, kEdge{0.78, 0.77, 0.74},
    kWhite{1, 1, 1}, kCodeInk{0.6, 0.1, 0.1};
// `share` of `colour`, the rest white.
Colour Tint(Colour colour, double share);

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
};
struct Point {
  double x = 0, y = 0;
};

class Canvas {
 public:
  // The baseline of `line` begins at `at`.
  void Text(Point at, Line line, double size, Colour colour);
  void Fill(Box box, Colour colour);
  void Stroke(Box box, double width, Colour colour);
  void Rule(Point from, Point to, double width, Colour colour);
  void Disc(Point centre, double radius, Colour inner, Colour edge);
  void Triangle(Point a, Point b, Point c, Colour colour);
  // A form that the page's resources name.
  void Form(const char* name, Point at);

  std::string Take() { return std::exchange(bytes_, {}); }

 private:
  void Numbers(std::initializer_list<double> numbers, const char* operation);
  void FillColour(Colour colour);
  void LineColour(Colour colour);

  std::string bytes_;
};

// The name under which the resources of pages have a face.
std::string FaceName(Face face);

}  // namespace reqledger::paper
