#include "ledger/paper/canvas.h"

#include <utility>

#include "ledger/paper/pdf_file.h"

namespace reqledger::paper {
namespace {

constexpr double kArc = 0.5523;  // of the radius: where the control points of a quarter stand

void AppendNumberedGlyph(std::uint16_t number, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (unsigned shift = 16; shift > 0; shift -= 4) {
    out += kDigits[static_cast<std::size_t>(number) >> (shift - 4) & 15U];
  }
}

}  // namespace

Colour Tint(Colour colour, double share) {
  const auto mix = [share](double part) { return 1 - share * (1 - part); };
  return {mix(colour.red), mix(colour.green), mix(colour.blue)};
}

std::string FaceName(Face face) { return "/F" + std::to_string(static_cast<int>(face)); }

void Canvas::Numbers(std::initializer_list<double> numbers, const char* operation) {
  for (const double number : numbers) {
    AppendNumber(number, bytes_);
    bytes_ += ' ';
  }
  bytes_ += operation;
  bytes_ += '\n';
}

void Canvas::FillColour(Colour colour) { Numbers({colour.red, colour.green, colour.blue}, "rg"); }

void Canvas::LineColour(Colour colour) { Numbers({colour.red, colour.green, colour.blue}, "RG"); }

void Canvas::Text(Point at, Line line, double size, Colour colour) {
  if (line.empty()) return;
  bytes_ += "BT\n";
  Numbers({at.x, kPageHeight - at.y}, "Td");
  std::size_t begin = 0;
  while (begin < line.size()) {
    const Glyph& first = line[begin];
    std::size_t end = begin;
    std::string numbers;
    for (; end < line.size() && line[end].face == first.face && line[end].is_code == first.is_code;
         ++end) {
      if (line[end].kind != Glyph::Kind::kNewLine) AppendNumberedGlyph(line[end].number, numbers);
    }
    FillColour(first.is_code ? kCodeInk : colour);
    bytes_ += FaceName(first.face) + ' ';
    Numbers({size}, "Tf");
    bytes_ += '<' + numbers + "> Tj\n";
    begin = end;
  }
  bytes_ += "ET\n";
}

void Canvas::Fill(Box box, Colour colour) {
  FillColour(colour);
  Numbers({box.left, kPageHeight - box.top - box.height, box.width, box.height}, "re f");
}

void Canvas::Stroke(Box box, double width, Colour colour) {
  LineColour(colour);
  Numbers({width}, "w");
  Numbers({box.left, kPageHeight - box.top - box.height, box.width, box.height}, "re S");
}

void Canvas::Rule(Point from, Point to, double width, Colour colour) {
  LineColour(colour);
  Numbers({width}, "w");
  Numbers({from.x, kPageHeight - from.y}, "m");
  Numbers({to.x, kPageHeight - to.y}, "l S");
}

void Canvas::Disc(Point centre, double radius, Colour inner, Colour edge) {
  const double x = centre.x, y = kPageHeight - centre.y, r = radius, c = radius * kArc;
  FillColour(inner);
  LineColour(edge);
  Numbers({radius * 0.4}, "w");
  Numbers({x + r, y}, "m");
  Numbers({x + r, y + c, x + c, y + r, x, y + r}, "c");
  Numbers({x - c, y + r, x - r, y + c, x - r, y}, "c");
  Numbers({x - r, y - c, x - c, y - r, x, y - r}, "c");
  Numbers({x + c, y - r, x + r, y - c, x + r, y}, "c b");
}

void Canvas::Triangle(Point a, Point b, Point c, Colour colour) {
  FillColour(colour);
  Numbers({a.x, kPageHeight - a.y}, "m");
  Numbers({b.x, kPageHeight - b.y}, "l");
  Numbers({c.x, kPageHeight - c.y}, "l f");
}

void Canvas::Form(const char* name, Point at) {
  bytes_ += "q\n";
  Numbers({1, 0, 0, 1, at.x, kPageHeight - at.y}, "cm");
  bytes_ += name;
  bytes_ += " Do\nQ\n";
}

}  // namespace reqledger::paper
