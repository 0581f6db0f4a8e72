// What a person is told when an event does not obey its schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <random>
#include <string>
#include <vector>

#include "ledger/event/json.h"
#include "ledger/event/nearest.h"
#include "ledger/event/schema_explain.h"
#include "ledger/event/schema_judge.h"
#include "tests/event/test_schemas.h"
#include "tests/event/violation_matchers.h"

namespace reqledger::event {
namespace {

using testing::ElementsAre;

// The members of a demo event, as text; judged under the schema of the test data.
base::Result<void> Judge(std::string_view members) {
  static const auto kSchema = Schema::Parse(DemoSchemaBytes());
  EXPECT_TRUE(kSchema);
  const auto event =
      ParseEvent(R"({"type":"demo.noted","matter":"m-1","occurred_at":{"precision":"unknown"},)" +
                 std::string(members) + '}');
  EXPECT_TRUE(event) << members;
  return kSchema->Validate(*event);
}

std::vector<std::string> Refusals(std::string_view members) {
  const auto verdict = Judge(members);
  EXPECT_FALSE(verdict) << members;
  if (verdict) return {};
  EXPECT_EQ(verdict.error().code, base::Code::kInvalidArgument);
  return Sentences(verdict.error());
}

TEST(Validate, TakesWhatObeys) {
  for (
      const char* good : {
          R"("demo_id":"d-1","size":0)",
          R"("demo_id":"d-1","mode":"historical")",
          R"("demo_id":"d-1","size":-1,"colour":"red","refers_to":["a","b"],"subject":{"name":"Äöüßé","kind":"person","minor":false})",
          R"("demo_id":"d-1","size":100,"free":{"anything":[1,{"at":"all"}]})",
      }) {
    const auto verdict = Judge(good);
    EXPECT_TRUE(verdict) << good << verdict.error().message;
  }
}

TEST(Validate, Enum) {
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"colour":"gren")"),
              ElementsAre("/colour enum: one of red, orange, yellow, green, cyan, blue, violet, "
                          "black, … (10 in all)"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"mode":"dead")"),
              ElementsAre("/mode enum: one of live, historical"));
}

TEST(Validate, Types) {
  EXPECT_THAT(
      Refusals(R"("demo_id":7,"size":"x","subject":[],"refers_to":{},"free":true,"colour":false)"),
      ElementsAre("/colour type: a string", "/demo_id type: a string", "/free type: an object",
                  "/refers_to type: an array", "/size type: an integer",
                  "/subject type: an object"));
}

TEST(Validate, Lengths) {
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"subject":{"name":"Äöüßéx"})"),
              ElementsAre("/subject/name maxLength: at most 5 characters"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"subject":{"name":"é"})"),
              ElementsAre("/subject/name minLength: at least 2 characters"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"refers_to":[])"),
              ElementsAre("/refers_to minItems: at least 1 item"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":0,"refers_to":["a","b","123456789"])"),
              ElementsAre("/refers_to maxItems: at most 2 items",
                          "/refers_to/2 maxLength: at most 8 characters"));
}

TEST(Validate, Bounds) {
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":-2)"), ElementsAre("/size minimum: at least -1"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":101)"), ElementsAre("/size maximum: at most 100"));
}

TEST(Validate, Pattern) {
  EXPECT_THAT(Refusals(R"("demo_id":"D-1","size":0)"),
              ElementsAre("/demo_id pattern: text of the form ^[a-z]{1}-[0-9]{1,6}$"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1\n","size":0)"),
              ElementsAre("/demo_id pattern: text of the form ^[a-z]{1}-[0-9]{1,6}$"));
}

TEST(Validate, Const) {
  EXPECT_THAT(
      Refusals(
          R"("demo_id":"d-1","size":0,"subject":{"name":"Eve","kind":"company","minor":true})"),
      ElementsAre("/subject/kind const: \"person\"", "/subject/minor const: false"));
}

TEST(Validate, MissingAndUnknownMembers) {
  EXPECT_THAT(Refusals(R"("color":"red","subject":{"nam":"Eve"})"),
              ElementsAre("/demo_id required: member \"demo_id\", which is missing",
                          "/color additionalProperties: a known name; near: colour",
                          "/subject/name required: member \"name\", which is missing",
                          "/subject/nam additionalProperties: a known name; near: name",
                          "/size required: member \"size\", which is missing"));
  EXPECT_THAT(
      Refusals(R"("demo_id":"d-1","size":0,"subject":{"name":"Eve","shoe_size":7})"),
      ElementsAre("/subject/shoe_size additionalProperties: a known name: name, minor, kind"));
}

TEST(Validate, Conditions) {
  EXPECT_THAT(Refusals(R"("demo_id":"d-1")"),
              ElementsAre("/size required: member \"size\", which is missing"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":1,"colour":"red","refers_to":["a"])"),
              ElementsAre("/refers_to minItems: at least 2 items"));
  EXPECT_THAT(Refusals(R"("demo_id":"d-1","size":1,"colour":"red","subject":{"name":"Eve"})"),
              ElementsAre("/refers_to required: member \"refers_to\", which is missing",
                          "/subject/kind required: member \"kind\", which is missing"));
}

TEST(Validate, MessageLeadsWithTheFirst) {
  const auto verdict = Judge(R"("demo_id":"d-1","size":101,"mode":"x")");
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().message,
            "demo.noted refused at /mode: enum, expected one of live, historical (and 1 more)");
}

TEST(Validate, NeverRepeatsAValue) {
  const auto verdict = Judge(
      R"("demo_id":"hunter2","size":4711,"colour":"hunter2","subject":{"name":"hunter2","kind":"hunter2"},"refers_to":["hunter2hunter2"])");
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().violations.size(), 6u);
  EXPECT_TRUE(KeepsSecret(verdict.error(), "hunter2"));
  EXPECT_TRUE(KeepsSecret(verdict.error(), "4711"));
}

TEST(Validate, ListsAreBounded) {
  std::string items;
  for (int i = 0; i < 100; ++i) items += (i == 0 ? "" : ",") + std::to_string(i);
  EXPECT_EQ(Refusals(R"("demo_id":"d-1","size":0,"refers_to":[)" + items + ']').size(),
            kViolationsMax);
}

TEST(Validate, CoreMembersAreNotItsMatter) {
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  // As a verifier puts an opened entry together: all core members among the others.
  const Event event =
      MakeEvent("demo.noted", "m", R"({"precision":"unknown"})",
                {{"demo_id", "\"d-1\""}, {"size", "1"}, {"recorded_by", "\"daemon\""}});
  EXPECT_TRUE(schema->Validate(event));
}

TEST(NearestNames, OrderAndLimit) {
  EXPECT_THAT(NearestNames("kinds", {"mind", "kind", "other", "king", "find"}),
              ElementsAre("kind", "find", "king"));
  EXPECT_TRUE(NearestNames("xyz", {"demand_id"}).empty());
  EXPECT_THAT(NearestNames("", {"ab"}), ElementsAre("ab"));
}

// Random values of about the right shape: where valijson says no, our walk finds a reason, and
// where it says yes, none.
class Shaker {
 public:
  explicit Shaker(unsigned seed) : random_(seed) {}

  std::string Members() {
    static const std::vector<std::pair<std::string, std::string>> kGood = {
        {"demo_id", "\"d-1\""},
        {"colour", "\"red\""},
        {"size", "100"},
        {"subject", R"({"name":"Eve","kind":"person"})"},
        {"refers_to", R"(["a","b"])"},
        {"free", R"({"a":[]})"},
        {"mode", "\"historical\""},
    };
    std::string text = "{";
    for (const auto& [name, good] : kGood) {
      if (Below(4) == 0) continue;
      text += (text.size() > 1 ? ",\"" : "\"") + name;
      text += (Below(40) == 0 ? "x\":" : "\":") + (Below(4) == 0 ? Value(2) : good);
    }
    return text + '}';
  }

 private:
  std::size_t Below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::string Value(int depth) {
    static const std::vector<std::string> kScalars = {"\"d-1\"",       "\"blue\"", "\"historical\"",
                                                      "\"live\"",      "\"\"",     "\"person\"",
                                                      "\"äöüäöüäöü\"", "0",        "100",
                                                      "101",           "-2",       "true",
                                                      "false",         "\"a\""};
    const std::size_t choice = Below(depth > 0 ? 20 : 14);
    if (choice < kScalars.size()) return kScalars[choice];
    if (choice < 17) return '[' + Value(0) + (Below(2) == 0 ? "," + Value(0) : "") + ']';
    return "{\"name\":" + Value(depth - 1) + (Below(2) == 0 ? ",\"kind\":\"person\"" : "") +
           (Below(4) == 0 ? ",\"minor\":" + Value(0) : "") + '}';
  }

  std::mt19937 random_;
};

TEST(ExplainViolations, AgreesWithTheJudge) {
  const auto schema = boost::json::parse(DemoSchemaBytes());
  const auto judge = SchemaJudge::Compile(schema);
  ASSERT_TRUE(judge);
  Shaker shaker(7);
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = shaker.Members();
    const auto value = ParseStrict(text, Names::kEvent, 6);
    ASSERT_TRUE(value) << text;
    const auto violations = ExplainViolations(schema.get_object(), *value);
    const bool verdict = judge->Accepts(*value);
    ASSERT_EQ(verdict, violations.empty()) << text;
    accepted += verdict ? 1 : 0;
  }
  EXPECT_GT(accepted, 400);
}

}  // namespace
}  // namespace reqledger::event
