// The annotation x-lookup: what it says, and what the lint says of one that is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "ledger/base/file.h"
#include "ledger/event/schema.h"
#include "tests/event/violation_matchers.h"

namespace reqledger::event {
namespace {

std::string TargetSchema() {
  auto bytes = base::ReadFile(
      REQLEDGER_SOURCE_DIR "/schemas/events/demand.target_added.v1.schema.json", 1 << 20);
  EXPECT_TRUE(bytes);
  return bytes ? *std::move(bytes) : std::string();
}

std::string Replaced(const std::string& from, const std::string& to) {
  std::string bytes = TargetSchema();
  const std::size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, from.size(), to);
}

TEST(Lookup, IsReadFromTheSchema) {
  const auto schema = Schema::Parse(TargetSchema());
  ASSERT_TRUE(schema) << schema.error().message;
  const auto& customer = schema->FindMember("customer_ref")->lookup;
  ASSERT_TRUE(customer);
  EXPECT_EQ(customer->kind, LookupKind::kCustomer);
  EXPECT_TRUE(customer->rules.empty());
  const auto& selectors = schema->FindMember("selectors")->lookup;
  ASSERT_TRUE(selectors);
  EXPECT_EQ(selectors->kind, LookupKind::kSelector);
  EXPECT_EQ(selectors->rules.at("email"), LookupRule::kLowerCase);
  EXPECT_EQ(selectors->rules.at("phone_e164"), LookupRule::kDigits);
  EXPECT_FALSE(selectors->rules.contains("imei"));
  EXPECT_FALSE(schema->FindMember("note")->lookup);
}

struct Change {
  std::string name;
  std::string from;
  std::string to;
  std::string place;
};
std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.name; }

class LookupRefusal : public testing::TestWithParam<Change> {};

TEST_P(LookupRefusal, NamesThePlace) {
  const auto refused = LintSchema(Replaced(GetParam().from, GetParam().to));
  ASSERT_FALSE(refused);
  EXPECT_THAT(PlacesAndRules(refused.error()), testing::Contains(GetParam().place + " annotation"));
}

const std::string kCustomer = R"({"kind": "customer"})";
const std::string kAtCustomer = "/properties/customer_ref/x-lookup";
const std::string kAtSelectors = "/properties/selectors/x-lookup";

INSTANTIATE_TEST_SUITE_P(
    All, LookupRefusal,
    testing::Values(
        Change{"NotAnObject", kCustomer, R"("customer")", kAtCustomer},
        Change{"Kind", kCustomer, R"({"kind": "person"})", kAtCustomer},
        Change{"NoKind", kCustomer, "{}", kAtCustomer},
        Change{"RuleOfACustomer", kCustomer, R"({"kind": "customer", "digits": []})", kAtCustomer},
        Change{"SelectorThatIsAString", kCustomer, R"({"kind": "selector"})", kAtCustomer},
        Change{"CustomerThatIsAList", R"("kind": "selector",)", R"("kind": "customer",)",
               kAtSelectors},
        Change{"NotPersonal",
               "\"x-personal\": true,\n      \"x-audience\": \"target\",\n      \"x-lookup\": "
               "{\"kind\"",
               "\"x-personal\": false,\n      \"x-audience\": \"target\",\n      \"x-lookup\": "
               "{\"kind\"",
               kAtCustomer},
        Change{"UnknownRule", R"("digits": ["phone)", R"("letters": ["phone)", kAtSelectors},
        Change{"UnknownType", R"("digits": ["phone_e164"])", R"("digits": ["phone"])",
               kAtSelectors},
        Change{"TypeTwice", R"("digits": ["phone_e164"])", R"("digits": ["email"])", kAtSelectors},
        Change{"RuleOfNoList", R"("digits": ["phone_e164"])", R"("digits": "phone_e164")",
               kAtSelectors},
        Change{"ValueNotRequired", R"(["type", "value"])", R"(["type"])", kAtSelectors},
        Change{"Nested", R"("title": "Kind of selector",)",
               R"("title": "Kind of selector", "x-lookup": {"kind": "customer"},)",
               "/properties/selectors/items/properties/type/x-lookup"}),
    testing::PrintToStringParamName());

}  // namespace
}  // namespace reqledger::event
