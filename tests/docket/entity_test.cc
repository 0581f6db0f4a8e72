#include "ledger/docket/entity.h"

#include <gtest/gtest.h>

#include "ledger/docket/docket.h"
#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

TEST(EntityTest, ComesBackAsItWas) {
  for (const char* const sample :
       {"walkthrough.jsonl", "brooklyn-secrecy-order.jsonl", "microsoft-ireland.jsonl"}) {
    Docket docket(Rules());
    for (FoldEvent& event : Sample(sample)) ASSERT_TRUE(docket.Add(std::move(event)));
    ASSERT_FALSE(docket.entities().empty());
    for (const auto& [name, entity] : docket.entities()) {
      const std::string bytes = entity.Serialize();
      const auto again = Entity::Parse(bytes);
      ASSERT_TRUE(again.has_value()) << name.id;
      EXPECT_EQ(again->Serialize(), bytes);
      EXPECT_EQ(again->deadlines.size(), entity.deadlines.size());
      EXPECT_EQ(again->told.size(), entity.told.size());
    }
  }
}

TEST(EntityTest, RefusesOtherBytesAndTellsNothingOfThem) {
  Entity entity;
  entity.name = {"demand", "D1"};
  entity.state = "somewhere";
  const std::string bytes = entity.Serialize();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto parsed = Entity::Parse(bytes.substr(0, i));
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().code, base::Code::kCorrupt);
    EXPECT_EQ(parsed.error().message.find("D1"), std::string::npos);
  }
  EXPECT_FALSE(Entity::Parse(R"({"entity":"demand"})"));
  EXPECT_FALSE(Entity::Parse("[]"));
}

}  // namespace
}  // namespace reqledger::docket
