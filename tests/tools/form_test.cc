#include "tools/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/catalogue.h"

namespace reqledger::tools {
namespace {

TEST(FormTest, EverySchemaIsAForm) {
  for (const auto& [name, bytes] : SchemaFiles()) {
    const auto form = ParseForm(bytes);
    ASSERT_TRUE(form) << name;
    EXPECT_FALSE(form->title.empty()) << name;
    EXPECT_TRUE(std::ranges::is_sorted(form->fields, {}, &Field::order)) << name;
  }
}

TEST(FormTest, KnowsWhatALiveEventNeeds) {
  const Form form = FormOf("demand.received");
  EXPECT_TRUE(form.Find("demand_id")->required);
  EXPECT_TRUE(form.Find("jurisdiction")->required);
  EXPECT_FALSE(form.Find("note")->required);
  const auto& issuer = form.Find("issuer")->parts;
  const auto authority = std::ranges::find(issuer, "authority", &Field::name);
  EXPECT_TRUE(authority->required);
  EXPECT_TRUE(std::ranges::find(authority->parts, "name", &Field::name)->required);
}

TEST(FormTest, KnowsWhatAnotherMemberDemands) {
  const Form form = FormOf("demand.received");
  const Field* emergency = form.Find("emergency");
  ASSERT_NE(emergency, nullptr);
  EXPECT_FALSE(emergency->required);
  ASSERT_EQ(emergency->required_if.size(), 1U);
  EXPECT_EQ(emergency->required_if[0].member, "nature");
  EXPECT_EQ(emergency->required_if[0].value, "emergency");
}

TEST(FormTest, KnowsKindsAndIdentifiers) {
  const Form form = FormOf("secrecy.received");
  EXPECT_EQ(form.Find("duration_kind")->kind, FieldKind::kChoice);
  EXPECT_EQ(form.Find("term")->kind, FieldKind::kGroup);
  EXPECT_EQ(form.Find("demand_ids")->kind, FieldKind::kList);
  EXPECT_EQ(form.Find("demand_ids")->entity, "demand");
  EXPECT_FALSE(form.Find("demand_ids")->defines);
  EXPECT_TRUE(form.Find("secrecy_id")->defines);
  EXPECT_TRUE(form.Find("secrecy_id")->secrecy);
  EXPECT_EQ(form.Find("nothing"), nullptr);
}

TEST(FormTest, RefusesWhatIsNoSchema) {
  for (const char* bytes :
       {"", "[]", "{}", "{\"type\":\"object\"}", "{\"x-type\":\"a.b\",\"x\":1.5}"}) {
    EXPECT_FALSE(ParseForm(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace reqledger::tools
