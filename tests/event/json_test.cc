#include "ledger/event/json.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <ostream>
#include <string>

#include "tests/event/violation_matchers.h"

namespace reqledger::event {
namespace {

using namespace std::string_literals;

constexpr int kDepth = 6;

struct Refused {
  std::string name;
  std::string text;
  std::string pointer;
  std::string rule;
};

std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }

class JsonRefusal : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefusal, NamesPlaceAndRule) {
  const auto result = ParseStrict(GetParam().text, Names::kEvent, kDepth);
  ASSERT_FALSE(result) << GetParam().text;
  EXPECT_EQ(result.error().code, base::Code::kInvalidArgument);
  ASSERT_EQ(result.error().violations.size(), 1u);
  EXPECT_EQ(result.error().violations[0].pointer, GetParam().pointer);
  EXPECT_EQ(result.error().violations[0].rule, GetParam().rule);
  EXPECT_FALSE(result.error().violations[0].expected.empty());
  EXPECT_TRUE(result.error().message.contains(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(
    Names, JsonRefusal,
    testing::Values(
        Refused{"Duplicate", R"({"a":1,"b":2,"a":1})", "/a", "duplicate_name"},
        Refused{"DuplicateEscaped", R"({"a":1,"\u0061":1})", "/a", "duplicate_name"},
        Refused{"DuplicateNested", R"({"x":[0,{"b":1,"b":2}]})", "/x/1/b", "duplicate_name"},
        Refused{"DuplicateAfterNested", R"({"x":{"y":1},"x":2})", "/x", "duplicate_name"},
        Refused{"UpperCase", R"({"a":{"Bad":1}})", "/a", "name"},
        Refused{"EmptyName", R"({"":1})", "", "name"}, Refused{"Digit", R"({"1a":1})", "", "name"},
        Refused{"LongName", "{\"" + std::string(65, 'a') + "\":1}", "", "name"},
        Refused{"NonAscii", R"({"ä":1})", "", "name"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Numbers, JsonRefusal,
    testing::Values(Refused{"Fraction", R"({"a":1.0})", "/a", "integer"},
                    Refused{"Exponent", R"({"a":[1,1e2]})", "/a/1", "integer"},
                    Refused{"HugeExponent", R"({"a":1e999999})", "/a", "integer"},
                    Refused{"HugeNegativeExponent", R"({"a":1E-999999999999})", "/a", "integer"},
                    Refused{"NegativeZero", R"({"a":-0})", "/a", "negative_zero"},
                    Refused{"NegativeZeroFraction", R"({"a":-0.0})", "/a", "integer"},
                    Refused{"TwoTo53", "9007199254740992", "", "integer_range"},
                    Refused{"MinusTwoTo53", "-9007199254740992", "", "integer_range"},
                    Refused{"Int64Min", "-9223372036854775808", "", "integer_range"},
                    Refused{"TwoTo63", "9223372036854775808", "", "integer_range"},
                    Refused{"TwoTo64", "[18446744073709551616]", "/0", "integer_range"},
                    Refused{"Long", '[' + std::string(400, '9') + ']', "/0", "integer_range"},
                    Refused{"LeadingZero", "[01]", "/1", "syntax"},
                    Refused{"Plus", "[+1]", "/0", "syntax"},
                    Refused{"NaN", "[NaN]", "/0", "syntax"},
                    Refused{"Null", R"({"a":{"b":null}})", "/a/b", "null"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Strings, JsonRefusal,
    testing::Values(Refused{"LoneHigh", R"({"a":"\ud800"})", "/a", "lone_surrogate"},
                    Refused{"LoneLow", R"({"a":"\udc00x"})", "/a", "lone_surrogate"},
                    Refused{"HighThenText", R"(["\ud800x"])", "/0", "lone_surrogate"},
                    Refused{"HighThenHigh", R"(["\ud800\ud800"])", "/0", "lone_surrogate"},
                    Refused{"HighThenNewline", R"(["\ud800\n"])", "/0", "lone_surrogate"},
                    Refused{"RawSurrogate", "[\"\xED\xA0\x80\"]", "/0", "utf8"},
                    Refused{"Overlong", "[\"\xC0\xAF\"]", "/0", "utf8"},
                    Refused{"OverlongThree", "[1,\"\xE0\x80\xAF\"]", "/1", "utf8"},
                    Refused{"OverlongFour", "[\"\xF0\x80\x80\xAF\"]", "/0", "utf8"},
                    Refused{"OverLast", "[\"\xF4\x90\x80\x80\"]", "/0", "utf8"},
                    Refused{"FiveBytes", "[\"\xF8\x88\x80\x80\x80\"]", "/0", "utf8"},
                    Refused{"LoneContinuation", "[\"\x80\"]", "/0", "utf8"},
                    Refused{"Latin1",
                            "{\"a\":\"M\xF6"
                            "bius\"}",
                            "/a", "utf8"},
                    Refused{"CutShort", "{\"a\":\"\xC3\"}", "/a", "utf8"},
                    Refused{"EscapedNul", R"(["\u0000"])", "/0", "control_character"},
                    Refused{"EscapedReturn", R"(["\r"])", "/0", "control_character"},
                    Refused{"EscapedBackspace", R"(["a\b"])", "/0", "control_character"},
                    Refused{"EscapedFormFeed", R"(["\f"])", "/0", "control_character"},
                    Refused{"EscapedDelete", R"(["\u007f"])", "/0", "control_character"},
                    Refused{"EscapedC1", R"(["x\u0080"])", "/0", "control_character"},
                    Refused{"EscapedLastC1", R"(["\u009F"])", "/0", "control_character"},
                    Refused{"RawDelete", "[\"\x7f\"]", "/0", "control_character"},
                    Refused{"RawC1", "[\"\xC2\x85\"]", "/0", "control_character"},
                    Refused{"RawTab", "[\"\t\"]", "/0", "syntax"},
                    Refused{"RawNewline", "[\"\n\"]", "/0", "syntax"},
                    Refused{"RawNul", "[\"\0\"]"s, "/0", "syntax"},
                    Refused{"UnknownEscape", R"(["\x"])", "/0", "syntax"},
                    Refused{"ShortEscape", R"(["\u12"])", "/0", "syntax"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Shape, JsonRefusal,
    testing::Values(Refused{"Empty", "", "", "syntax"}, Refused{"Blank", " \n", "", "syntax"},
                    Refused{"ByteOrderMark", "\xEF\xBB\xBF{}", "", "byte_order_mark"},
                    Refused{"Depth7", "[[[[[[[]]]]]]]", "/0/0/0/0/0/0", "depth"},
                    Refused{"DepthHuge", std::string(200'000, '['), "/0/0/0/0/0/0", "depth"},
                    Refused{"Trailing", "{} {}", "", "trailing_bytes"},
                    Refused{"TrailingNul", "{}\0"s, "", "trailing_bytes"},
                    Refused{"Unfinished", R"({"a":{"b":)", "/a/b", "syntax"},
                    Refused{"UnfinishedText", R"({"a":"b)", "/a", "syntax"},
                    Refused{"TrailingComma", "[1,]", "/1", "syntax"},
                    Refused{"TrailingCommaInObject", R"({"a":1,})", "", "syntax"},
                    Refused{"Comment", "[/*a*/1]", "/0", "syntax"},
                    Refused{"SingleQuotes", "{'a':1}", "", "syntax"},
                    Refused{"Capitals", "[True]", "/0", "syntax"},
                    Refused{"VerticalTab", "\v1", "", "syntax"}),
    testing::PrintToStringParamName());

TEST(ParseStrict, TakesWhatTheDomainAllows) {
  const std::string text =
      " {\"a\" : [ -9007199254740991, 9007199254740991, 0, true, false, {} , [] ],\r\n\t\"b_1\":"
      "\"\\u00e9\xC3\xA9\\ud83d\\ude00\xF0\x9F\x98\x80\\n\\t\\\"\\/\xC2\xA0\"} \n";
  const auto value = ParseStrict(text, Names::kEvent, kDepth);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(Canonical(*value),
            "{\"a\":[-9007199254740991,9007199254740991,0,true,false,{},[]],\"b_1\":"
            "\"éé😀😀\\n\\t\\\"/\xC2\xA0\"}");
}

TEST(ParseStrict, DepthCountsContainers) {
  EXPECT_TRUE(ParseStrict("[[[[[[1]]]]]]", Names::kEvent, kDepth));
  EXPECT_TRUE(ParseStrict("1", Names::kEvent, 0));
  EXPECT_FALSE(ParseStrict("[]", Names::kEvent, 0));
}

TEST(ParseStrict, SameNameInTwoObjectsIsNoDuplicate) {
  EXPECT_TRUE(ParseStrict(R"({"a":{"a":[{"a":1},{"a":1}]},"b":{"a":1}})", Names::kEvent, kDepth));
}

TEST(ParseStrict, AnyNameIsFreeButForControls) {
  EXPECT_TRUE(ParseStrict(R"({"_sd":1,"":2,"Ä":3})", Names::kAny, kDepth));
  const auto refused = ParseStrict(R"({"x":{"a\u0001":1}})", Names::kAny, kDepth);
  ASSERT_FALSE(refused);
  EXPECT_EQ(PlacesAndRules(refused.error()), std::vector<std::string>{"/x control_character"});
}

TEST(ParseStrict, PointerIsEscaped) {
  const auto refused = ParseStrict(R"({"a/b~c":null})", Names::kAny, kDepth);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().violations[0].pointer, "/a~1b~0c");
}

TEST(ParseStrict, RefusedNameIsCountedNotRepeated) {
  const auto refused = ParseStrict(R"({"a":1,"eve@example.com":2})", Names::kEvent, kDepth);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(KeepsSecret(refused.error(), "eve"));
  EXPECT_EQ(refused.error().message,
            "JSON refused: name, expected names of [a-z][a-z0-9_]{0,63}; name 2 here is another");
}

TEST(ParseStrict, NoMessageRepeatsAValue) {
  for (const std::string text : {R"({"a":"hunter2\u0001"})", R"({"a":4711.5})", R"({"a":"hunter2)",
                                 R"({"a":hunter2})", R"({"a":99999999999994711})"}) {
    const auto refused = ParseStrict(text, Names::kEvent, kDepth);
    ASSERT_FALSE(refused) << text;
    EXPECT_TRUE(KeepsSecret(refused.error(), "hunter2")) << text;
    EXPECT_TRUE(KeepsSecret(refused.error(), "4711")) << text;
  }
}

// Quadratic work would take minutes here.
TEST(ParseStrict, ManyNamesAreNoTrap) {
  std::string text = "{";
  for (int i = 0; i < 40'000; ++i) text += "\"n" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(ParseStrict(text + "\"z\":0}", Names::kEvent, kDepth));
  const auto twice = ParseStrict(text + "\"n39999\":0}", Names::kEvent, kDepth);
  ASSERT_FALSE(twice);
  EXPECT_EQ(PlacesAndRules(twice.error()), std::vector<std::string>{"/n39999 duplicate_name"});
}

TEST(ParseStrict, LongStringsComeThroughWhole) {
  const std::string text =
      '"' + std::string(100'000, 'x') + "\\u00e4" + std::string(9'000, 'y') + '"';
  const auto value = ParseStrict(text, Names::kEvent, kDepth);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->get_string().size(), 109'002u);
}

}  // namespace
}  // namespace reqledger::event
