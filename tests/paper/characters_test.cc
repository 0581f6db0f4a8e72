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
  for (const unsigned code :
       {0x00U,   0x1bU,   0x7fU,   0x85U,   0xadU,    0x5d0U,   0x627U,   0x61cU,
        0x200bU, 0x200eU, 0x200fU, 0x2028U, 0x202aU,  0x202eU,  0x2060U,  0x2066U,
        0x2069U, 0xe000U, 0xfeffU, 0xfe0fU, 0x10900U, 0x1ee00U, 0xe0041U, 0x10ffffU}) {
    EXPECT_FALSE(IsPlain(code)) << std::hex << code;
  }
  for (const unsigned code :
       {0x20U, 0x41U, 0xa0U, 0xe9U, 0x3b1U, 0x416U, 0x10d0U, 0x2013U, 0x202fU, 0x20acU, 0x2212U}) {
    EXPECT_TRUE(IsPlain(code)) << std::hex << code;
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
