#include "ledger/base/encoding.h"

#include <gtest/gtest.h>

namespace reqledger::base {
namespace {

std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(HexTest, RoundTrip) {
  EXPECT_EQ(EncodeHex(std::string("\x00\x7f\xff", 3)), "007fff");
  EXPECT_EQ(DecodeHex(EncodeHex(AllBytes())), AllBytes());
  EXPECT_EQ(DecodeHex(""), "");
}

TEST(HexTest, RefusesEveryOtherText) {
  for (const std::string_view text : {"0", "000", "0G", "g0", "AB", "aB", " 00", "00 ", "0x00"}) {
    EXPECT_FALSE(DecodeHex(text)) << text;
  }
}

// RFC 4648 section 10.
TEST(Base64Test, VectorsOfTheRfc) {
  const std::vector<std::pair<std::string_view, std::string_view>> vectors = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(EncodeBase64(bytes), text);
    EXPECT_EQ(DecodeBase64(text), bytes);
  }
}

TEST(Base64Test, TheTwoAlphabetsDiffer) {
  const std::string bytes("\xfb\xff\xbf", 3);
  EXPECT_EQ(EncodeBase64(bytes), "+/+/");
  EXPECT_EQ(EncodeBase64Url(bytes), "-_-_");
  EXPECT_EQ(DecodeBase64("+/+/"), bytes);
  EXPECT_EQ(DecodeBase64Url("-_-_"), bytes);
  EXPECT_FALSE(DecodeBase64("-_-_"));
  EXPECT_FALSE(DecodeBase64Url("+/+/"));
}

TEST(Base64Test, RefusesEveryOtherText) {
  for (const std::string_view text :
       {"Z",    "Zg",       "Zg=",   "Zg===",    "Zg==\n", "Z\ng==", " Zg==",  "Zg== ",
        "Zm8",  "Zm8==",    "Zm9v=", "Zm9v====", "=",      "==",     "===",    "====",
        "Z===", "Zg==Zg==", "Zm=v",  "Zh==",     "Zm9=",   "Zm9v\r", "Zm9\xc3"}) {
    EXPECT_FALSE(DecodeBase64(text)) << text;
  }
  EXPECT_FALSE(DecodeBase64(std::string_view("Zm9\0", 4)));
}

TEST(Base64UrlTest, HasNoPaddingAndNoOtherForm) {
  EXPECT_EQ(EncodeBase64Url("f"), "Zg");
  EXPECT_EQ(DecodeBase64Url("Zg"), "f");
  for (const std::string_view text : {"Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vY", "Zg\n"}) {
    EXPECT_FALSE(DecodeBase64Url(text)) << text;
  }
}

TEST(Base64Test, RoundTripOfEveryLength) {
  const std::string all = AllBytes();
  std::string appended = "x";
  for (std::size_t length = 0; length <= all.size(); ++length) {
    const std::string bytes = all.substr(all.size() - length);
    ASSERT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
    ASSERT_EQ(DecodeBase64Url(EncodeBase64Url(bytes)), bytes);
  }
  AppendBase64Url("foob", appended);
  EXPECT_EQ(appended, "xZm9vYg");
}

// One text for one byte string: whatever decodes is what encoding writes.
TEST(Base64Test, EveryTextOfFourCharactersIsCanonicalOrRefused) {
  constexpr std::string_view kCharacters = "ABQgwx9+/=-_ \n";
  std::string text(4, ' ');
  int accepted = 0;
  for (const char a : kCharacters) {
    for (const char b : kCharacters) {
      for (const char c : kCharacters) {
        for (const char d : kCharacters) {
          text = {a, b, c, d};
          const auto bytes = DecodeBase64(text);
          if (!bytes) continue;
          ++accepted;
          ASSERT_EQ(EncodeBase64(*bytes), text);
        }
      }
    }
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace reqledger::base
