// The checkers one by one, where a bundle would not show all of what they do.
#include <gtest/gtest.h>

#include <atomic>

#include "ledger/log/chunked_tree.h"
#include "ledger/log/core_value.h"
#include "ledger/log/disclosure_line.h"
#include "ledger/log/entry_chain.h"
#include "ledger/log/parallel.h"
#include "ledger/log/schema_file.h"
#include "tests/testing/bundle_builder.h"

namespace reqledger::log {
namespace {

TEST(InOrderTest, ResultsComeInTheOrderOfTheItems) {
  WorkerPool pool(4);
  int next = 0;
  std::atomic<int> done = 0;
  InOrder<int, int> squares(
      pool,
      [&]() -> std::optional<int> { return next < 1000 ? std::optional(next++) : std::nullopt; },
      [&](int item) {
        ++done;
        return item * item;
      });
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(squares.Next(), i * i);
  EXPECT_EQ(squares.Next(), std::nullopt);
  EXPECT_EQ(done, 1000);
}

TEST(InOrderTest, MayBeLeftBeforeItsEnd) {
  WorkerPool pool(2);
  std::atomic<int> started = 0;
  {
    InOrder<int, int> endless(
        pool, [] { return std::optional(1); }, [&](int item) { return ++started, item; });
    EXPECT_EQ(endless.Next(), 1);
  }
  EXPECT_GE(started, 1);
}

EntryChunk ChunkOf(std::size_t first, std::size_t count) {
  std::vector<std::string> lines;
  for (std::size_t i = first; i < first + count; ++i) lines.push_back(std::to_string(i));
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  return ReadEntryChunk(views);
}

TEST(ChunkedTreeTest, EqualsTheTreeOfTheLeaves) {
  for (const std::size_t piece : {std::size_t{256}, std::size_t{100}, std::size_t{1}}) {
    ChunkedTree tree({0, 1, 255, 256, 257, 700});
    merkle::CompactRange expected;
    std::map<std::uint64_t, merkle::Hash> roots = {{0, expected.Root()}};
    for (std::size_t i = 0; i < 800; i += piece) {
      const EntryChunk chunk = ChunkOf(i, std::min(piece, 800 - i));
      tree.Append(chunk);
      for (const EntryLine& line : chunk.lines) {
        expected.Append(line.leaf_hash);
        roots[expected.size()] = expected.Root();
      }
    }
    EXPECT_EQ(tree.size(), 800U);
    EXPECT_EQ(tree.Root(), expected.Root());
    for (const std::uint64_t size : {0U, 1U, 255U, 256U, 257U, 700U}) {
      EXPECT_EQ(tree.RootAt(size), roots.at(size)) << size;
    }
    EXPECT_EQ(tree.RootAt(2), std::nullopt);
    EXPECT_EQ(tree.RootAt(801), std::nullopt);
  }
}

TEST(EntryLineTest, TellsTheFormsApart) {
  const testing::TestLedger ledger;
  const std::string line = ledger.entries()[0].line;
  EXPECT_EQ(ReadEntryLine(line).form, EntryLine::Form::kCanonical);
  const EntryLine spaced = ReadEntryLine(line + " ");
  EXPECT_EQ(spaced.form, EntryLine::Form::kNotCanonical);
  EXPECT_EQ(spaced.entry, ReadEntryLine(line).entry);
  EXPECT_EQ(spaced.leaf_hash, merkle::LeafHash(line + " "));
  std::string version = line;
  version.replace(version.find(R"("v":1)"), 5, R"("v":9)");
  EXPECT_EQ(ReadEntryLine(version).form, EntryLine::Form::kUnknownVersion);
  EXPECT_EQ(ReadEntryLine("{}").form, EntryLine::Form::kMalformed);
}

TEST(CoreValueTest, SeparatesRightFromWrongForms) {
  EXPECT_TRUE(IsCoreValue(kTypeSlot, "\"demand.received\""));
  EXPECT_FALSE(IsCoreValue(kTypeSlot, "\"demand\""));
  EXPECT_TRUE(IsCoreValue(kRecordedBySlot, "\"uid:0\""));
  EXPECT_TRUE(IsCoreValue(kRecordedBySlot, "\"cert:URI:x\""));
  for (const char* wrong : {"\"uid:\"", "\"uid:01\"", "\"uid:4294967296\"", "\"cert:\"",
                            "\"cert:a b\"", "\"root\"", "1"}) {
    EXPECT_FALSE(IsCoreValue(kRecordedBySlot, wrong)) << wrong;
  }
  EXPECT_TRUE(IsCoreValue(kMatterSeqSlot, "1"));
  EXPECT_FALSE(IsCoreValue(kMatterSeqSlot, "-1"));
  EXPECT_TRUE(IsCoreValue(kSchemaSlot, testing::SchemaMember("demand.received")));
  EXPECT_FALSE(IsCoreValue(kSchemaSlot, R"({"sha256":"00","type":"a.b","version":1})"));
}

TEST(StringValueTest, UndoesTheFourEscapes) {
  EXPECT_EQ(StringValue(R"("a\"b\\c\nd\te")"), "a\"b\\c\nd\te");
  EXPECT_EQ(StringValue("1"), std::nullopt);
}

TEST(DisclosureLineTest, ReadsOneFormAndNoOther) {
  const std::string decoy = event::MakeDecoy(std::string(16, 's'));
  const auto line =
      ReadDisclosureLine(R"({"decoys":[")" + decoy + R"("],"disclosures":[],"seq":7})");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->seq, 7U);
  EXPECT_EQ(line->decoys.size(), 1U);
  EXPECT_TRUE(line->has_decoys);
  for (const char* wrong :
       {"", "{}", R"({"disclosures":[],"seq":1})", R"({"decoys":[],"disclosures":[],"seq":1})",
        R"({"disclosures":["a"],"seq":01})", R"({"disclosures":["a"],"seq":-1})",
        R"({"disclosures":["a"],"more":1,"seq":1})", R"({"disclosures":["a"], "seq":1})",
        R"({"disclosures":[1],"seq":1})", R"({"disclosures":["a"],"seq":1} )",
        R"({"disclosures":["\u0061"],"seq":1})", "{\"disclosures\":[\"\x01\"],\"seq\":1}",
        R"({"disclosures":["a"],"seq":9007199254740992})", R"({"disclosures":"a","seq":1})"}) {
    EXPECT_FALSE(ReadDisclosureLine(wrong).has_value()) << wrong;
  }
  EXPECT_EQ(ReadDisclosureLine(R"({"disclosures":["a\n"],"seq":1})")->malformed, 1U);
}

TEST(SchemaFileTest, JudgesByTheKeywordsOfTheFormat) {
  const auto schema = SchemaFile::Parse(
      R"({"properties":{"a":{"type":"string","minLength":2,"maxLength":3},"b":{"type":"array",)"
      R"("items":{"enum":["x","y"]},"minItems":1},"c":{"type":"boolean"},"d":{"type":"object",)"
      R"("x-free":true}},"additionalProperties":false,"if":{"properties":{"c":{"const":true}},)"
      R"("required":["c"]},"then":{"required":["a"]},"else":{"required":["b"]},)"
      R"("x-type":"t.t","x-version":3})");
  ASSERT_TRUE(schema.has_value());
  EXPECT_EQ(schema->type(), "t.t");
  EXPECT_EQ(schema->version(), 3);
  EXPECT_EQ(schema->SlotOf("a"), 8);
  EXPECT_EQ(schema->SlotOf("d"), 11);
  EXPECT_EQ(schema->SlotOf("e"), std::nullopt);
  using Members = std::vector<event::Member>;
  EXPECT_TRUE(schema->Accepts(Members{{"c", "true"}, {"a", "\"\u00e9\u00e9\u00e9\""}}));
  EXPECT_TRUE(schema->Accepts(Members{{"b", R"(["x","y"])"}, {"d", R"({"any":[1]})"}}));
  EXPECT_FALSE(schema->Accepts(Members{{"c", "true"}}));
  EXPECT_FALSE(schema->Accepts(Members{}));
  EXPECT_FALSE(schema->Accepts(Members{{"b", "[]"}}));
  EXPECT_FALSE(schema->Accepts(Members{{"b", R"(["z"])"}}));
  EXPECT_FALSE(schema->Accepts(Members{{"b", R"(["x"])"}, {"a", "\"x\""}}));
  EXPECT_FALSE(schema->Accepts(Members{{"b", R"(["x"])"}, {"e", "1"}}));
  EXPECT_FALSE(schema->Accepts(Members{{"b", R"(["x"])"}, {"d", "1"}}));
}

TEST(SchemaFileTest, RefusesWhatIsNoSchemaFile) {
  for (const char* wrong :
       {"", "[]", "{}", R"({"properties":[]})", R"({"properties":{"a":1}})",
        R"({"properties":{"a":{"type":"number"}}})", R"({"properties":{"a":{"pattern":"(a+)+$"}}})",
        R"({"properties":{"a":{"maxLength":"3"}}})"}) {
    EXPECT_FALSE(SchemaFile::Parse(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace reqledger::log
