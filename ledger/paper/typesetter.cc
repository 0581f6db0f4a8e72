#include "ledger/paper/typesetter.h"

#include <algorithm>

namespace reqledger::embedded {
extern const std::string_view kPaperSerif;
extern const std::string_view kPaperSerifBold;
extern const std::string_view kPaperSans;
extern const std::string_view kPaperMono;
}  // namespace reqledger::embedded

namespace reqledger::paper {
namespace {

constexpr int kCombiningMax = 2;  // more of them on one character run into the lines around
constexpr std::size_t kTabWidth = 4;
constexpr char32_t kNoBreakSpace = 0xa0;

// A line may end behind these, so that long names break where a reader would break them.
bool BreaksBehind(char32_t code, Face face) {
  if (face == Face::kMono) return code == ' ';  // digests and keys fill their lines
  return code == ' ' || code == '-' || code == '/' || code == ',' || code == ';' ||
         code == 0x2013 || code == 0x2014;
}

std::size_t TrailingCombining(const Glyphs& glyphs) {
  const auto last = std::find_if(glyphs.rbegin(), glyphs.rend(),
                                 [](const Glyph& glyph) { return !glyph.is_joined; });
  return static_cast<std::size_t>(last - glyphs.rbegin());
}

}  // namespace

base::Result<Typesetter> Typesetter::Make() {
  const std::pair<const char*, std::string_view> faces[kFaces] = {
      {"DejaVuSerif", embedded::kPaperSerif},
      {"DejaVuSerif-Bold", embedded::kPaperSerifBold},
      {"DejaVuSans", embedded::kPaperSans},
      {"DejaVuSansMono", embedded::kPaperMono},
  };
  std::vector<Font> fonts;
  for (const auto& [name, bytes] : faces) {
    ASSIGN_OR_RETURN(Font font, Font::Parse(name, bytes));
    fonts.push_back(std::move(font));
  }
  return Typesetter(std::move(fonts));
}

Glyphs Typesetter::Shape(std::string_view text, Face face, std::size_t characters_max,
                         std::size_t* left_out) {
  Glyphs glyphs;
  glyphs.reserve(std::min(text.size(), characters_max));
  for (std::size_t count = 0; !text.empty() && count < characters_max; ++count) {
    const Decoded first = DecodeFirst(text);
    Append(first.character, face, glyphs);
    text.remove_prefix(first.bytes);
  }
  if (left_out != nullptr) *left_out = CountCharacters(text);
  return glyphs;
}

void Typesetter::Append(Character character, Face face, Glyphs& glyphs) {
  if (!character.is_byte && character.code == '\n') {
    glyphs.push_back({.face = face, .kind = Glyph::Kind::kNewLine});
    return;
  }
  if (!character.is_byte && character.code == '\t') {
    for (std::size_t i = 0; i < kTabWidth; ++i) {
      glyphs.push_back(GlyphFor(' ', face));
      glyphs.back().is_first = i == 0;
    }
    return;
  }
  if (!CanShow(character, glyphs)) return AppendCode(character, glyphs);
  // Dates and numbers of files stay together.
  const bool is_digit = character.code >= '0' && character.code <= '9';
  if (is_digit && !glyphs.empty() && glyphs.back().kind == Glyph::Kind::kInk) {
    glyphs.back().may_break = glyphs.back().is_code;
  }
  glyphs.push_back(GlyphFor(character.code, face));
  glyphs.back().is_joined = IsCombining(character.code);
}

// The other fonts lack some of what the sans serif has.
bool Typesetter::CanShow(Character character, const Glyphs& before) const {
  if (character.is_byte || !IsPlain(character.code)) return false;
  const Font& most = fonts_[static_cast<std::size_t>(Face::kSans)];
  if (IsBlank(character.code)) return most.Has(character.code);
  if (!most.HasInk(character.code)) return false;
  if (!IsCombining(character.code)) return true;
  return !before.empty() && before.back().kind == Glyph::Kind::kInk && !before.back().is_code &&
         TrailingCombining(before) < kCombiningMax;
}

Glyph Typesetter::GlyphFor(char32_t code, Face face) {
  const bool is_joining = code == kNoBreakSpace;
  if (is_joining) code = ' ';  // so that whoever searches the file for words finds them
  const Font& wanted = font(face);
  if (!(IsBlank(code) ? wanted.Has(code) : wanted.HasInk(code))) face = Face::kSans;
  Font& used = font(face);
  const std::uint16_t number = used.Use(code);
  return {.number = number,
          .advance = static_cast<std::uint16_t>(used.Advance(number)),
          .face = face,
          .kind = IsBlank(code) ? Glyph::Kind::kBlank : Glyph::Kind::kInk,
          .may_break = !is_joining && BreaksBehind(code, face)};
}

void Typesetter::AppendCode(Character character, Glyphs& glyphs) {
  if (counts_) ++named_[character];
  bool is_first = true;
  for (const char byte : "[" + CodeOf(character) + "]") {
    Glyph glyph = GlyphFor(static_cast<unsigned char>(byte), Face::kSans);
    glyph.is_code = true;
    glyph.is_first = is_first;
    glyph.may_break = byte == ']';
    if (glyph.kind == Glyph::Kind::kBlank) glyph.kind = Glyph::Kind::kInk;
    is_first = false;
    glyphs.push_back(glyph);
  }
}

std::string Typesetter::Plain(std::string_view text, std::size_t characters_max) {
  std::string plain;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == characters_max) return plain + "\xe2\x80\xa6";
    const auto [character, bytes] = DecodeFirst(text);
    text.remove_prefix(bytes);
    const bool is_line = !character.is_byte && (character.code == '\n' || character.code == '\t');
    if (is_line) {
      plain += ' ';
    } else if (CanShow(character, {}) && !IsCombining(character.code)) {
      AppendUtf8(character.code, plain);
    } else {
      plain += "[" + CodeOf(character) + "]";
    }
  }
  return plain;
}

double Typesetter::Width(Line line, double size) {
  std::uint64_t thousandths = 0;
  for (const Glyph& glyph : line) thousandths += glyph.advance;
  return static_cast<double>(thousandths) * size / 1000;
}

std::vector<Line> Typesetter::Wrap(Line glyphs, double size, double width) {
  std::vector<Line> lines;
  const auto room = static_cast<std::int64_t>(width * 1000 / size);
  const auto end_line = [&lines, glyphs](std::size_t begin, std::size_t end) {
    while (end > begin && glyphs[end - 1].kind == Glyph::Kind::kBlank) --end;
    lines.push_back(glyphs.subspan(begin, end - begin));
  };
  std::size_t begin = 0, place = 0;  // where the line begins, and the last place where it may end
  std::int64_t used = 0;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const Glyph& glyph = glyphs[i];
    if (glyph.kind == Glyph::Kind::kNewLine) {
      end_line(begin, i);
      begin = place = i + 1;
      used = 0;
      continue;
    }
    used += glyph.advance;
    if (used > room && glyph.kind != Glyph::Kind::kBlank && i > begin) {
      if (place <= begin) {
        place = i;
        while (place > begin + 1 && glyphs[place].is_joined) --place;
      }
      end_line(begin, place);
      begin = place;
      used = 0;
      for (std::size_t j = begin; j <= i; ++j) used += glyphs[j].advance;
    }
    if (glyph.may_break) place = i + 1;
  }
  if (begin < glyphs.size() || lines.empty()) end_line(begin, glyphs.size());
  return lines;
}

Glyphs Typesetter::Fit(std::string_view text, Face face, double size, double width) {
  std::size_t left_out = 0;
  Glyphs glyphs = Shape(text, face, static_cast<std::size_t>(width) + 1, &left_out);
  for (Glyph& glyph : glyphs) {
    if (glyph.kind == Glyph::Kind::kNewLine) glyph = GlyphFor(' ', face);
  }
  if (left_out == 0 && Width(glyphs, size) <= width) return glyphs;
  const Glyph ellipsis = GlyphFor(0x2026, face);
  while (!glyphs.empty() && Width(glyphs, size) + ellipsis.advance * size / 1000 > width) {
    glyphs.pop_back();
  }
  glyphs.push_back(ellipsis);
  return glyphs;
}

}  // namespace reqledger::paper
