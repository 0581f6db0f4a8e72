#include "ledger/paper/characters.h"

#include <gtest/gtest.h>

#include <vector>

namespace reqledger::paper {
namespace {

std::vector<std::string> CodesOf(std::string_view text) {
  std::vector<std::string> codes;
  ForEachCharacter(text, [&codes](Character character) { codes.push_back(CodeOf(character)); });
  return codes;
}

TEST(Characters, AreTakenFromUtf8) {
  EXPECT_EQ(CodesOf("a\u00df\u20ac\U0001f600"),
            (std::vector<std::string>{"U+0061", "U+00DF", "U+20AC", "U+1F600"}));
}

TEST(Characters, BytesOfNoneAreNamedOneByOne) {
  EXPECT_EQ(CodesOf("\xff"
                    "a\xc3"),
            (std::vector<std::string>{"byte FF", "U+0061", "byte C3"}));
  EXPECT_EQ(CodesOf("\xed\xa0\x80"), (std::vector<std::string>{"byte ED", "byte A0", "byte 80"}))
      << "a surrogate";
  EXPECT_EQ(CodesOf("\xc0\x80"), (std::vector<std::string>{"byte C0", "byte 80"})) << "overlong";
  EXPECT_EQ(CodesOf("\xe0\x80\xaf").size(), 3U) << "overlong";
  EXPECT_EQ(CodesOf("\xf4\x90\x80\x80").size(), 4U) << "over U+10FFFF";
  EXPECT_EQ(CodesOf(std::string_view("\0", 1)), (std::vector<std::string>{"U+0000"}));
}

TEST(Characters, AreWrittenAsTheyWereRead) {
  for (const char32_t code : {U'a', U'\u00df', U'\u20ac', U'\U0001f600', U'\U0010ffff'}) {
    std::string text;
    AppendUtf8(code, text);
    EXPECT_EQ(DecodeFirst(text).character.code, code);
    EXPECT_EQ(DecodeFirst(text).bytes, text.size());
  }
}

TEST(Characters, WhatChangesOrHidesALineIsNotPlain) {
  for (const char32_t code :
       {0x00,   0x1b,   0x7f,   0x85,   0xad,    0x5d0,   0x627,   0x61c,
        0x200b, 0x200e, 0x200f, 0x2028, 0x202a,  0x202e,  0x2060,  0x2066,
        0x2069, 0xe000, 0xfeff, 0xfe0f, 0x10900, 0x1ee00, 0xe0041, 0x10ffff}) {
    EXPECT_FALSE(IsPlain(code)) << std::hex << static_cast<unsigned>(code);
  }
  for (const char32_t code :
       {0x20, 0x41, 0xa0, 0xe9, 0x3b1, 0x416, 0x10d0, 0x2013, 0x202f, 0x20ac, 0x2212}) {
    EXPECT_TRUE(IsPlain(code)) << std::hex << static_cast<unsigned>(code);
  }
}

TEST(Characters, ABeginningEndsBetweenThem) {
  EXPECT_EQ(Beginning("\u00df\u00df\u00df", 2), "\u00df\u00df\u2026");
  EXPECT_EQ(Beginning("\u00df\u00df", 2), "\u00df\u00df");
  EXPECT_EQ(Beginning("", 2), "");
  EXPECT_EQ(OneLine("a\nb"), "a b");
  EXPECT_EQ(CountCharacters("\u00df\xff!"), 3U);
}

}  // namespace
}  // namespace reqledger::paper
