#include "ledger/base/cursor.h"

#include <gtest/gtest.h>

namespace reqledger::base {
namespace {

TEST(CursorTest, ReadsBigEndian) {
  const std::string bytes("\x01\x02\x03\x04\x05\x06\x07\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", 15);
  Cursor cursor(bytes);
  EXPECT_EQ(cursor.TakeU8(), 0x01);
  EXPECT_EQ(cursor.TakeU16(), 0x0203);
  EXPECT_EQ(cursor.TakeU32(), 0x04050607U);
  EXPECT_EQ(cursor.TakeU64(), 0xfffefdfcfbfaf9f8U);
  EXPECT_TRUE(cursor.AtEnd());
}

TEST(CursorTest, AReadPastTheEndTakesNothing) {
  Cursor cursor("abc");
  EXPECT_FALSE(cursor.TakeU32());
  EXPECT_FALSE(cursor.TakeU64());
  EXPECT_FALSE(cursor.Take(4));
  EXPECT_FALSE(cursor.Take(SIZE_MAX));
  EXPECT_FALSE(cursor.TakeLine());
  EXPECT_EQ(cursor.Rest(), "abc");
  EXPECT_EQ(cursor.Take(3), "abc");
  EXPECT_EQ(cursor.Take(0), "");
  EXPECT_FALSE(cursor.TakeU8());
}

TEST(CursorTest, TakesLines) {
  Cursor cursor("a\n\nb");
  EXPECT_EQ(cursor.TakeLine(), "a");
  EXPECT_EQ(cursor.TakeLine(), "");
  EXPECT_FALSE(cursor.TakeLine());
  EXPECT_EQ(cursor.Rest(), "b");
}

TEST(CursorTest, WritesWhatItReads) {
  std::string bytes;
  AppendU16(0xfffe, bytes);
  AppendU32(0x01020304, bytes);
  AppendU64(0x05060708090a0b0c, bytes);
  EXPECT_EQ(bytes, std::string("\xff\xfe\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 14));
  Cursor cursor(bytes);
  EXPECT_EQ(cursor.TakeU16(), 0xfffe);
  EXPECT_EQ(cursor.TakeU32(), 0x01020304U);
  EXPECT_EQ(cursor.TakeU64(), 0x05060708090a0b0cU);
}

TEST(DecimalTest, ParsesToTheLimit) {
  EXPECT_EQ(ParseDecimal("0"), 0U);
  EXPECT_EQ(ParseDecimal("10"), 10U);
  EXPECT_EQ(ParseDecimal("9223372036854775807"), static_cast<std::uint64_t>(INT64_MAX));
}

TEST(DecimalTest, RefusesEveryOtherText) {
  for (const std::string_view text :
       {"", "00", "01", "+1", "-1", "-0", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "a", "1a",
        "\xd9\xa1", "9223372036854775808", "9999999999999999999", "18446744073709551616",
        "10000000000000000000"}) {
    EXPECT_FALSE(ParseDecimal(text)) << text;
  }
  EXPECT_FALSE(ParseDecimal(std::string_view("1\0", 2)));
}

}  // namespace
}  // namespace reqledger::base
