#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "ledger/event/json.h"

namespace reqledger::event {
namespace {

std::string Recanonical(std::string_view text) {
  const auto value = ParseStrict(text, Names::kAny, 8);
  EXPECT_TRUE(value) << text;
  return value ? Canonical(*value) : std::string();
}

// RFC 8785 section 3.2.3: names are sorted by UTF-16 code units. The example there has a control
// and a carriage return among its names, which our domain refuses.
TEST(Canonical, SortsNamesByUtf16) {
  EXPECT_EQ(
      Recanonical(R"({"\u20ac":"Euro Sign","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
                  R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face",)"
                  R"("\u00f6":"Latin Small Letter O With Diaeresis"})"),
      "{\"1\":\"One\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
      "\"😀\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Canonical, SortsPrefixesAndNestedNames) {
  EXPECT_EQ(Recanonical(R"({"b":[{"z":1,"a":2}],"ab":1,"a_b":2,"a":3,"a1":4})"),
            R"({"a":3,"a1":4,"a_b":2,"ab":1,"b":[{"a":2,"z":1}]})");
}

// RFC 8785 section 3.2.2.2, less its controls.
TEST(Canonical, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(Recanonical(R"(["\u20ac$\nA'\u0042\u0022\u005c\\\"\/"])"),
            "[\"€$\\nA'B\\\"\\\\\\\\\\\"/\"]");
}

TEST(Canonical, ControlsAsRfc8785HasThem) {
  EXPECT_EQ(CanonicalString(std::string_view("\b\t\n\f\r\x0f\0\x1f\x7f", 9)),
            "\"\\b\\t\\n\\f\\r\\u000f\\u0000\\u001f\x7f\"");
}

TEST(Canonical, LiteralsAndEmptyContainers) {
  EXPECT_EQ(Recanonical(" [ true , false , -1 , 0 , { } , [ ] , \"\" ] "),
            R"([true,false,-1,0,{},[],""])");
}

TEST(Canonical, IsAFixedPoint) {
  const std::string once = Recanonical(R"({"b":"\u00e9\ud83d\ude00","a":[1,{"d":"\/","c":"\t"}]})");
  EXPECT_EQ(Recanonical(once), once);
}

TEST(MemberName, Shape) {
  for (const char* good : {"a", "a1", "a_", "type", "x__y"})
    EXPECT_TRUE(IsMemberName(good)) << good;
  for (const char* bad : {"", "A", "1a", "_a", "a-b", "a.b", "a b", "é", "a\n"}) {
    EXPECT_FALSE(IsMemberName(bad)) << bad;
  }
  EXPECT_TRUE(IsMemberName(std::string(64, 'a')));
  EXPECT_FALSE(IsMemberName(std::string(65, 'a')));
}

}  // namespace
}  // namespace reqledger::event
