#include "ledger/paper/typesetter.h"

#include <gtest/gtest.h>

namespace reqledger::paper {
namespace {

class TypesetterTest : public testing::Test {
 protected:
  TypesetterTest() : made_(Typesetter::Make()) {}

  Typesetter& type() { return *made_; }

  // What a reader sees of a line.
  std::string TextOf(Line line) {
    std::string text;
    for (const Glyph& glyph : line) {
      AppendUtf8(type().font(glyph.face).used()[glyph.number].character, text);
    }
    return text;
  }
  std::vector<std::string> Wrapped(std::string_view text, double width) {
    const Glyphs glyphs = type().Shape(text, Face::kSerif);
    std::vector<std::string> lines;
    for (const Line line : Typesetter::Wrap(glyphs, 10, width)) {
      lines.push_back(TextOf(line));
      EXPECT_TRUE(line.size() <= 1 || Typesetter::Width(line, 10) <= width);
    }
    return lines;
  }

  base::Result<Typesetter> made_;
};

TEST_F(TypesetterTest, EveryCharacterHasAGlyphOrACode) {
  for (char32_t code = 0; code <= 0x10ffff; code += code < 0x30000 ? 1 : 257) {
    std::string text = "a";
    AppendUtf8(code, text);
    for (const Face face : {Face::kSerifBold, Face::kMono}) {
      for (const Glyph& glyph : type().Shape(text, face)) {
        ASSERT_TRUE(glyph.kind == Glyph::Kind::kNewLine || glyph.number != 0)
            << std::hex << static_cast<unsigned>(code);
      }
    }
  }
}

TEST_F(TypesetterTest, WhatCannotBeShownIsNamed) {
  EXPECT_EQ(TextOf(type().Shape("a\u202eb", Face::kSerif)), "a[U+202E]b");
  EXPECT_EQ(TextOf(type().Shape("\u05d0", Face::kMono)), "[U+05D0]");
  EXPECT_EQ(TextOf(type().Shape("\u4e2d", Face::kSans)), "[U+4E2D]");
  EXPECT_EQ(TextOf(type().Shape("\xff", Face::kSans)), "[byte FF]");
  EXPECT_EQ(TextOf(type().Shape("a\tb", Face::kSans)), "a    b");
  EXPECT_EQ(TextOf(type().Shape("\u0416\u03b1\u20ac", Face::kSerif)), "\u0416\u03b1\u20ac");
}

TEST_F(TypesetterTest, ACodeIsToldFromATextThatLooksLikeOne) {
  for (const Glyph& glyph : type().Shape("[U+202E]", Face::kSans)) EXPECT_FALSE(glyph.is_code);
  for (const Glyph& glyph : type().Shape("\u202e", Face::kSans)) EXPECT_TRUE(glyph.is_code);
}

TEST_F(TypesetterTest, CombiningMarksDoNotPileUp) {
  EXPECT_EQ(TextOf(type().Shape("e\u0301\u0302\u0303", Face::kSans)), "e\u0301\u0302[U+0303]");
  EXPECT_EQ(TextOf(type().Shape("\u0301", Face::kSans)), "[U+0301]");
  EXPECT_EQ(TextOf(type().Shape(" \u0301", Face::kSans)), " [U+0301]");
}

TEST_F(TypesetterTest, CountsWhatItNamesWhileItIsTold) {
  type().Shape("\u202e", Face::kSans);
  EXPECT_TRUE(type().named().empty());
  EXPECT_FALSE(type().Count(true));
  type().Shape("\u202e\u202e\xff", Face::kSans);
  EXPECT_TRUE(type().Count(false));
  type().Shape("\u202e", Face::kSans);
  ASSERT_EQ(type().named().size(), 2U);
  EXPECT_EQ(type().named().at({.code = 0x202e}), 2U);
  EXPECT_EQ(type().named().at({.code = 0xff, .is_byte = true}), 1U);
}

TEST_F(TypesetterTest, LinesEndWhereAReaderWouldEndThem) {
  EXPECT_EQ(Wrapped("one two three", 45), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(Wrapped("a\nb\n\nc", 45), (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(Wrapped("", 45), (std::vector<std::string>{""}));
  EXPECT_EQ(Wrapped("one\u00a0two three", 45), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(Wrapped("so one\u00a0two", 45), (std::vector<std::string>{"so", "one two"}));
}

TEST_F(TypesetterTest, ALongWordBreaksAnywhereAndLosesNothing) {
  const std::string word(40'000, 'x');
  std::string joined;
  for (const std::string& line : Wrapped(word, 100)) joined += line;
  EXPECT_EQ(joined, word);
  EXPECT_EQ(Wrapped("WWW", 1), (std::vector<std::string>{"W", "W", "W"}));
}

TEST_F(TypesetterTest, NoLineBeginsWithAMark) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "e\u0301";
  const Glyphs glyphs = type().Shape(text, Face::kSerif);
  for (const Line line : Typesetter::Wrap(glyphs, 10, 33)) EXPECT_FALSE(line.front().is_joined);
}

TEST_F(TypesetterTest, SaysHowManyCharactersWereLeftOut) {
  std::size_t left_out = 0;
  EXPECT_EQ(type().Shape("\u00df\u00df\u00df", Face::kSans, 2, &left_out).size(), 2U);
  EXPECT_EQ(left_out, 1U);
  type().Shape("\u00df", Face::kSans, 2, &left_out);
  EXPECT_EQ(left_out, 0U);
}

TEST_F(TypesetterTest, FitsOnALineOrSaysSo) {
  EXPECT_EQ(TextOf(type().Fit("short", Face::kSans, 10, 100)), "short");
  const Glyphs cut = type().Fit(std::string(5000, 'm'), Face::kSans, 10, 100);
  EXPECT_LE(Typesetter::Width(cut, 10), 100);
  EXPECT_TRUE(TextOf(cut).ends_with("m\u2026"));
  EXPECT_EQ(TextOf(type().Fit("a\nb", Face::kSans, 10, 100)), "a b");
}

TEST_F(TypesetterTest, PlainTextHasNoHiddenCharacters) {
  EXPECT_EQ(type().Plain("a\u202eb\n\xff", 10), "a[U+202E]b [byte FF]");
  EXPECT_EQ(type().Plain("abcdef", 3), "abc\u2026");
  EXPECT_EQ(type().Plain("e\u0301", 3), "e[U+0301]");
}

// The font that a paper carries has the shapes of what was used, and says so by itself.
TEST_F(TypesetterTest, ACutFontIsAFont) {
  type().Shape("\u00e9A", Face::kSerif);
  const Font::Subset cut = type().font(Face::kSerif).Cut();
  EXPECT_GT(cut.glyphs, 3U) << "\u00e9 is made of parts";
  EXPECT_LT(cut.bytes.size(), 20'000U);
  EXPECT_EQ(cut.bytes.substr(0, 4), std::string("\0\1\0\0", 4));
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < cut.bytes.size(); ++i) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(cut.bytes[i])) << (24 - i % 4 * 8);
  }
  EXPECT_EQ(sum, 0xb1b0afbaU);
}

TEST(Font, OtherBytesAreRefused) {
  EXPECT_FALSE(Font::Parse("none", ""));
  EXPECT_FALSE(Font::Parse("none", std::string(1000, '\xff')));
  EXPECT_FALSE(Font::Parse("none", std::string_view("\0\1\0\0\0\0\0\0\0\0\0\0", 12)));
}

}  // namespace
}  // namespace reqledger::paper
