#include "ledger/base/utf8.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"

namespace reqledger::base {
namespace {

TEST(Utf8Test, AcceptsTheEdgesOfEveryLength) {
  for (const std::string_view text :
       {"", "a", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000",
        "\U0010ffff", "a\u00fc\u20ac\U0001f600z"}) {
    EXPECT_TRUE(IsUtf8(text)) << EncodeHex(text);
  }
  EXPECT_TRUE(IsUtf8(std::string_view("\0", 1)));
}

TEST(Utf8Test, RefusesEverythingElse) {
  for (const std::string_view hex :
       {"80",       "bf",       "c0af",   "c1bf",   "c2",       "c220",     "e0809f", "e09fbf",
        "e0a0",     "e28080ff", "eda080", "edbfbf", "f0808080", "f08fbfbf", "f09080", "f4908080",
        "f5808080", "f8888080", "fe",     "ff",     "61e282",   "c3c3",     "e28020"}) {
    EXPECT_FALSE(IsUtf8(*DecodeHex(hex))) << hex;
  }
}

// All sequences of two bytes: 128² of ASCII, and 30 leads with 64 continuations each.
TEST(Utf8Test, CountsTheValidPairs) {
  int valid = 0;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      if (IsUtf8(text)) ++valid;
    }
  }
  EXPECT_EQ(valid, 128 * 128 + 30 * 64);
}

TEST(Utf8Test, CountsCodePoints) {
  EXPECT_EQ(CountCodePoints(""), 0U);
  EXPECT_EQ(CountCodePoints("a\u00fc\u20ac\U0001f600z"), 5U);
}

}  // namespace
}  // namespace reqledger::base
