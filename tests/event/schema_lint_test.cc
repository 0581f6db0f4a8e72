#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/event/test_schemas.h"
#include "tests/event/violation_matchers.h"

namespace reqledger::event {
namespace {

// One change to the demo schema, and what the lint says of it.
struct Change {
  std::string name;
  std::string from;
  std::string to;
  std::string place_and_rule;
};

std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.name; }

class LintRefusal : public testing::TestWithParam<Change> {};

TEST_P(LintRefusal, NamesPlaceAndRule) {
  std::string bytes = DemoSchemaBytes();
  const std::size_t at = bytes.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, GetParam().from.size(), GetParam().to);
  const auto refused = LintSchema(bytes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kInvalidArgument);
  EXPECT_THAT(PlacesAndRules(refused.error()), testing::Contains(GetParam().place_and_rule));
  EXPECT_FALSE(Schema::Parse(bytes));
}

const std::string kSize = R"("minimum": -1,)";
const std::string kKind = R"("type": "string", "const": "person")";
const std::string kMinor = R"("type": "boolean", "const": false)";
const std::string kFree = R"("x-free": true)";

INSTANTIATE_TEST_SUITE_P(
    Head, LintRefusal,
    testing::Values(
        Change{"Draft", "draft-07", "draft-06", "/$schema annotation"},
        Change{"Title", R"("title": "Demo",)", "", "/title annotation"},
        Change{"Description", R"("description": "Every)", R"("x-d": "Every)",
               "/description annotation"},
        Change{"Type", "demo.noted", "demo", "/x-type annotation"},
        Change{"VersionZero", R"("x-version": 1)", R"("x-version": 0)", "/x-version annotation"},
        Change{"VersionText", R"("x-version": 1)", R"("x-version": "1")", "/x-version annotation"},
        Change{"NotAnObject", R"("type": "object")", R"("type": "array")", "/type type"},
        Change{"Open", R"("additionalProperties": false)", R"("additionalProperties": true)",
               " additionalProperties"},
        Change{"Id", R"("title": "Demo",)", R"("title": "Demo", "$id": "x",)", "/$id keyword"},
        Change{"Definitions", R"("title": "Demo",)", R"("title": "Demo", "definitions": {},)",
               "/definitions keyword"},
        Change{"RequiredUnknown", R"(["demo_id"])", R"(["demo_id", "nothing"])",
               "/required required"},
        Change{"RequiredTwice", R"(["demo_id"])", R"(["demo_id", "demo_id"])",
               "/required required"},
        Change{"Duplicate", R"("title": "Demo",)", R"("title": "Demo", "title": "x",)",
               "/title duplicate_name"},
        Change{"Null", R"("x-version": 1)", R"("x-version": null)", "/x-version null"},
        Change{"FreeTop", R"("x-version": 1)", R"("x-version": 1, "x-free": true)",
               "/x-free annotation"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Members, LintRefusal,
    testing::Values(
        Change{"CoreName", "\"size\"", "\"recorded_at\"", "/properties/recorded_at reserved_name"},
        Change{"EntryName", "\"size\"", "\"seq\"", "/properties/seq reserved_name"},
        Change{"KeyName", "\"size\"", "\"idempotency_key\"",
               "/properties/idempotency_key reserved_name"},
        Change{"BadName", "\"size\"", "\"Size\"", "/properties/Size name"},
        Change{"NestedBadName", "\"minor\"", "\"Minor\"",
               "/properties/subject/properties/Minor name"},
        Change{"MemberTitle", R"("title": "Size",)", "", "/properties/size/title annotation"},
        Change{"MemberDescription", R"("description": "A count.",)", "",
               "/properties/size/description annotation"},
        Change{"Order", R"("x-order": 30,)", "", "/properties/size/x-order annotation"},
        Change{"Personal", R"("x-personal": true,)", R"("x-personal": "yes",)",
               "/properties/subject/x-personal annotation"},
        Change{"Audience", R"("x-audience": "target",)", "",
               "/properties/subject/x-audience annotation"},
        Change{"NestedPersonal", kMinor, kMinor + R"(, "x-personal": true)",
               "/properties/subject/properties/minor/x-personal annotation"},
        Change{"Role", R"("role": "defines")", R"("role": "makes")",
               "/properties/demo_id/x-identifier annotation"},
        Change{"Entity", R"("entity": "demand", )", "",
               "/properties/demo_id/x-identifier annotation"},
        Change{"IdentifierOfCount", kSize,
               kSize + R"("x-identifier": {"entity": "a", "role": "refers"},)",
               "/properties/size/x-identifier annotation"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Keywords, LintRefusal,
    testing::Values(
        Change{"Ref", kMinor, kMinor + R"(, "$ref": "#/properties/size")",
               "/properties/subject/properties/minor/$ref keyword"},
        Change{"NoType", kMinor, R"("const": false)",
               "/properties/subject/properties/minor/type type"},
        Change{"TwoTypes", kMinor, R"("type": ["boolean", "string"])",
               "/properties/subject/properties/minor/type type"},
        Change{"Number", kMinor, R"("type": "number")",
               "/properties/subject/properties/minor/type type"},
        Change{"NullType", kMinor, R"("type": "null")",
               "/properties/subject/properties/minor/type type"},
        Change{"Format", kKind, kKind + R"(, "format": "date")",
               "/properties/subject/properties/kind/format keyword"},
        Change{"OneOf", kKind, kKind + R"(, "oneOf": [])",
               "/properties/subject/properties/kind/oneOf keyword"},
        Change{"Not", kKind, kKind + R"(, "not": {})",
               "/properties/subject/properties/kind/not keyword"},
        Change{"NestedIf", kKind, kKind + R"(, "if": {})",
               "/properties/subject/properties/kind/if keyword"},
        Change{"UniqueItems", R"("minItems": 1,)", R"("uniqueItems": true,)",
               "/properties/refers_to/uniqueItems keyword"},
        Change{"MultipleOf", kSize, kSize + R"("multipleOf": 2,)",
               "/properties/size/multipleOf keyword"},
        Change{"ConstOfString", kKind, R"("type": "string", "const": true)",
               "/properties/subject/properties/kind/const const"},
        Change{"ConstOfBoolean", kMinor, R"("type": "boolean", "const": "no")",
               "/properties/subject/properties/minor/const const"},
        Change{"EnumOfNumbers", R"(["live", "historical"])", "[1, 2]",
               "/properties/mode/enum enum"},
        Change{"EnumEmpty", R"(["live", "historical"])", "[]", "/properties/mode/enum enum"},
        Change{"EnumTwice", R"(["live", "historical"])", R"(["live", "live"])",
               "/properties/mode/enum enum"},
        Change{"PatternOpen", "^[a-z]{1}-[0-9]{1,6}$", "[a-z]",
               "/properties/demo_id/pattern pattern"},
        Change{"PatternStar", "[0-9]{1,6}$", "[0-9]*$", "/properties/demo_id/pattern pattern"},
        Change{"PatternGroup", "[0-9]{1,6}$", "(a)$", "/properties/demo_id/pattern pattern"},
        Change{"FreeWithProperties", kFree, kFree + R"(, "properties": {})",
               "/properties/free/properties keyword"},
        Change{"FreeFalse", kFree, R"("x-free": false)", "/properties/free additionalProperties"},
        Change{"NestedOpen", "\"additionalProperties\": false,\n      \"required\": [\"name\"]",
               "\"required\": [\"name\"]", "/properties/subject additionalProperties"},
        Change{"TupleItems", R"("items": {"type": "string", "maxLength": 8})",
               R"("items": [{"type": "string", "maxLength": 8}])",
               "/properties/refers_to/items schema"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Bounds, LintRefusal,
    testing::Values(Change{"String", R"("minLength": 2, "maxLength": 5)", R"("minLength": 2)",
                           "/properties/subject/properties/name unbounded"},
                    Change{"Array", R"("maxItems": 2,)", "", "/properties/refers_to unbounded"},
                    Change{"Integer", kSize, "", "/properties/size unbounded"},
                    Change{"Negative", R"("maxItems": 2,)", R"("maxItems": -2,)",
                           "/properties/refers_to/maxItems bound"},
                    Change{"Text", R"("maxItems": 2,)", R"("maxItems": "2",)",
                           "/properties/refers_to/maxItems bound"},
                    Change{"Order", R"("minLength": 2,)", R"("minLength": 6,)",
                           "/properties/subject/properties/name bound"},
                    Change{"NoItems", R"("items": {"type": "string", "maxLength": 8})",
                           R"("x-y": 1)", "/properties/refers_to/items items"}),
    testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(
    Conditions, LintRefusal,
    testing::Values(
        Change{"UnknownName", R"({"required": ["size"]})", R"({"required": ["sise"]})",
               "/else/required required"},
        Change{"UnknownProperty", R"({"colour": {"const")", R"({"color": {"const")",
               "/allOf/0/if/properties/color partial"},
        Change{"UnknownNested", R"({"required": ["kind"]})", R"({"required": ["kin"]})",
               "/allOf/0/then/properties/subject/required required"},
        Change{"Closing", R"({"required": ["size"]})",
               R"({"required": ["size"], "additionalProperties": false})",
               "/else/additionalProperties keyword"},
        Change{"OtherType", R"({"const": "historical"})", R"({"type": "integer"})",
               "/if/properties/mode/type type"},
        Change{"ConstOfNumber", R"({"const": "historical"})", R"({"const": 1})",
               "/if/properties/mode/const const"},
        Change{"ElseAlone", R"("if": {"properties": {"mode")", R"("x-if": {"properties": {"mode")",
               "/else if"},
        Change{"AllOfWithoutIf", R"(    {
      "if": {"properties": {"colour")",
               R"(    {
      "x-if": {"properties": {"colour")",
               "/allOf/0 allOf"},
        Change{"AllOfObject", R"("allOf": [)", R"("allOf": [{"if": {}, "required": ["size"]},)",
               "/allOf/0/required keyword"},
        Change{"NotASchema", R"({"const": "historical"})", "true", "/if/properties/mode schema"}),
    testing::PrintToStringParamName());

TEST(LintSchema, TakesTheDemo) {
  const auto verdict = LintSchema(DemoSchemaBytes());
  EXPECT_TRUE(verdict) << verdict.error().message;
}

TEST(LintSchema, AtMost22Members) {
  const auto with_members = [](int count) {
    std::string members;
    for (int i = 0; i < count; ++i) {
      members += (i == 0 ? "\"" : ",\"") + std::string("member_") + std::to_string(i) +
                 R"(": {"title": "T", "description": "D", "x-order": 1, "x-personal": false,
                       "x-audience": "process", "type": "boolean"})";
    }
    return R"({"$schema": "http://json-schema.org/draft-07/schema#", "title": "T", "description": "D",
               "x-type": "a.b", "x-version": 1, "type": "object", "additionalProperties": false,
               "properties": {)" +
           members + "}}";
  };
  EXPECT_TRUE(LintSchema(with_members(22)));
  const auto refused = LintSchema(with_members(23));
  ASSERT_FALSE(refused);
  EXPECT_THAT(PlacesAndRules(refused.error()), testing::ElementsAre("/properties slots"));
}

TEST(LintSchema, AnyBytesGetAnAnswer) {
  for (const char* text :
       {"", "[]", "{}", "1", "{\"type\":\"object\"}", "{\"type\":1}",
        "{\"type\":\"object\",\"properties\":[]}", "{\"type\":\"object\",\"properties\":{\"a\":1}}",
        "{\"type\":\"object\",\"properties\":{},\"allOf\":{},\"if\":1}"}) {
    EXPECT_FALSE(LintSchema(text)) << text;
  }
  const auto huge = LintSchema(std::string(base::kSchemaBytesMax + 1, ' '));
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().code, base::Code::kTooLarge);
}

}  // namespace
}  // namespace reqledger::event
