#include "ledger/event/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/event/test_schemas.h"

namespace reqledger::event {
namespace {

using testing::ElementsAre;

TEST(Schema, ReadsItsHead) {
  const std::string bytes = DemoSchemaBytes();
  const auto schema = Schema::Parse(bytes);
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_EQ(schema->bytes(), bytes);
  EXPECT_EQ(schema->sha256(), crypto::Sha256::Digest(bytes));
  EXPECT_EQ(schema->type(), "demo.noted");
  EXPECT_EQ(schema->version(), 1);
  EXPECT_EQ(schema->title(), "Demo");
  EXPECT_EQ(schema->CoreMember(), "{\"sha256\":\"" + crypto::ToHex(schema->sha256()) +
                                      "\",\"type\":\"demo.noted\",\"version\":1}");
}

TEST(Schema, MembersStandAtTheirSlots) {
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  std::vector<std::pair<std::string, int>> slots;
  for (const MemberSchema& member : schema->members()) slots.emplace_back(member.name, member.slot);
  using Slot = std::pair<std::string, int>;
  EXPECT_THAT(slots,
              ElementsAre(Slot("colour", 8), Slot("demo_id", 9), Slot("free", 10), Slot("mode", 11),
                          Slot("refers_to", 12), Slot("size", 13), Slot("subject", 14)));
  for (std::size_t i = 0; i < kCoreNames.size(); ++i) {
    EXPECT_EQ(schema->SlotOf(kCoreNames[i]), static_cast<int>(i));
  }
  EXPECT_EQ(schema->SlotOf("mode"), 11);
  EXPECT_EQ(schema->SlotOf("name"), std::nullopt);  // a nested one has no slot
}

TEST(Schema, ReadsTheMembers) {
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  const MemberSchema& id = *schema->FindMember("demo_id");
  EXPECT_EQ(id.title, "Demo");
  EXPECT_EQ(id.description, "New identifier.");
  EXPECT_EQ(id.audience, "process");
  EXPECT_EQ(id.order, 10);
  EXPECT_EQ(id.type, "string");
  EXPECT_FALSE(id.personal);
  ASSERT_TRUE(id.identifier);
  EXPECT_EQ(id.identifier->entity, "demand");
  EXPECT_TRUE(id.identifier->defines);
  EXPECT_FALSE(schema->FindMember("refers_to")->identifier->defines);
  EXPECT_TRUE(schema->FindMember("subject")->personal);
  EXPECT_THAT(schema->FindMember("mode")->enumeration, ElementsAre("live", "historical"));
  EXPECT_EQ(schema->FindMember("nothing"), nullptr);
  EXPECT_EQ(schema->FindMember("type"), nullptr);
}

TEST(Schema, TellsAlwaysFromLive) {
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->FindMember("demo_id")->required);
  EXPECT_TRUE(schema->FindMember("demo_id")->required_live);
  EXPECT_FALSE(schema->FindMember("size")->required);
  EXPECT_TRUE(schema->FindMember("size")->required_live);
  EXPECT_FALSE(schema->FindMember("refers_to")->required_live);
}

TEST(SchemaCatalogue, FindsByDigestTypeAndVersion) {
  const auto loaded = SchemaCatalogue::Load(TestSchemaFolder());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(loaded->Types(), ElementsAre("demo.noted", "other.noted"));
  const Schema* latest = loaded->Latest("demo.noted");
  ASSERT_NE(latest, nullptr);
  EXPECT_EQ(latest->version(), 2);
  EXPECT_EQ(loaded->Find("demo.noted", 2), latest);
  EXPECT_EQ(loaded->FindByDigest(latest->sha256()), latest);
  EXPECT_EQ(loaded->Find("demo.noted", 1)->sha256(), crypto::Sha256::Digest(DemoSchemaBytes()));
  EXPECT_EQ(loaded->Find("demo.noted", 3), nullptr);
  EXPECT_EQ(loaded->Latest("demo.other"), nullptr);
  EXPECT_EQ(loaded->FindByDigest(crypto::Hash()), nullptr);
}

TEST(SchemaCatalogue, PointersOutliveAMove) {
  auto loaded = SchemaCatalogue::Load(TestSchemaFolder());
  ASSERT_TRUE(loaded);
  const Schema* schema = loaded->Latest("other.noted");
  const SchemaCatalogue moved = *std::move(loaded);
  EXPECT_EQ(moved.Latest("other.noted"), schema);
  EXPECT_EQ(moved.FindByDigest(schema->sha256()), schema);
}

TEST(SchemaCatalogue, RefusesTwoOfOneTypeAndVersion) {
  SchemaCatalogue catalogue;
  ASSERT_TRUE(catalogue.Add(DemoSchemaBytes()));
  const auto again = catalogue.Add(DemoSchemaBytes() + "\n");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::Code::kConflict);
  EXPECT_EQ(again.error().message, "schema refused: demo.noted version 1 is there already");
}

TEST(SchemaCatalogue, NamesTheFileThatItRefuses) {
  const std::string folder = testing::TempDir() + "event_test_schemas";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(base::WriteFileDurably(folder + "/bad.schema.json", "{}", 0600));
  ASSERT_TRUE(base::WriteFileDurably(folder + "/not_a_schema.json", "{", 0600));
  const auto refused = SchemaCatalogue::Load(folder);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with(folder + "/bad.schema.json: schema refused"));
  std::filesystem::remove_all(folder);
}

TEST(SchemaCatalogue, NoFolder) {
  const auto refused = SchemaCatalogue::Load("/nonexistent/schemas");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kNotFound);
}

// The daemon's own catalogue obeys the same lint, and each type has what every event may carry.
TEST(SchemaCatalogue, TheProjectsOwn) {
  const auto loaded = SchemaCatalogue::Load(std::string(REQLEDGER_SOURCE_DIR) + "/schemas/events");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_GT(loaded->Types().size(), 60u);
  for (const std::string& type : loaded->Types()) {
    const Schema* schema = loaded->Latest(type);
    ASSERT_NE(schema, nullptr);
    for (const MemberSchema& member : schema->members()) {
      EXPECT_GE(member.slot, base::kCoreSlots);
      EXPECT_LT(member.slot, base::kCoreSlots + base::kMemberSlots);
    }
  }
}

TEST(Schema, ManyThreadsAtOnce) {
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  const Event good = MakeEvent("demo.noted", "m", R"({"precision":"unknown"})",
                               {{"demo_id", "\"d-1\""}, {"size", "1"}});
  const Event bad = MakeEvent("demo.noted", "m", R"({"precision":"unknown"})",
                              {{"demo_id", "\"d-x\""}, {"size", "1"}});
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        EXPECT_TRUE(schema->Validate(good));
        EXPECT_FALSE(schema->Validate(bad));
      }
    });
  }
}

}  // namespace
}  // namespace reqledger::event
