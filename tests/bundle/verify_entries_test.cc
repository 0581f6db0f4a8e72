// docs/formats.md section 8.2: entries, their chain, the tree over them.
#include "tests/bundle/verify_fixture.h"

namespace reqledger::bundle {
namespace {

constexpr const char* kEntries = "data/entries.jsonl";

class VerifyEntriesTest : public VerifyTest {
 protected:
  void SetUp() override {
    ledger_.AppendDemands(6);
    files_ = ledger_.Bundle();
  }
  First WithEntries(std::string entries) {
    files_[kEntries] = std::move(entries);
    return FirstOfMended(files_);
  }
  testing::Files files_;
};

TEST_F(VerifyEntriesTest, AWholeBundleIsVerified) {
  const log::Report report = Verify(files_);
  EXPECT_EQ(FirstOf(report), Null("verified"));
  EXPECT_EQ(ExitStatus(report), 0);
  EXPECT_EQ(report.origin, testing::kTestOrigin);
  EXPECT_EQ(report.head, ledger_.Head(7));
  EXPECT_EQ(report.counts.at("entries"), 7U);
  EXPECT_EQ(report.counts.at("opened"), 7U);
}

TEST_F(VerifyEntriesTest, MoreEntriesThanAChunkAreVerified) {
  ledger_.AppendDemands(700);
  EXPECT_EQ(FirstOf(ledger_.Bundle({.older = {1, 256, 300, 512}})), Null("verified"));
}

TEST_F(VerifyEntriesTest, ALineThatIsNoEntryIsMalformed) {
  EXPECT_EQ(WithEntries(WithLine(files_[kEntries], 3, "{}")), At("entry.malformed", 3));
}

TEST_F(VerifyEntriesTest, AnEntryInOtherBytesIsNotCanonical) {
  EXPECT_EQ(WithEntries(WithLine(files_[kEntries], 3, LineOf(files_[kEntries], 3) + " ")),
            At("entry.not_canonical", 3));
}

TEST_F(VerifyEntriesTest, ADroppedEntryShowsInTheNumberOfTheNext) {
  EXPECT_EQ(WithEntries(WithLine(files_[kEntries], 3, std::nullopt)), At("entry.seq", 3));
}

TEST_F(VerifyEntriesTest, AChangedEntryShowsInTheLinkOfTheNext) {
  std::string line = LineOf(files_[kEntries], 3);
  line[10] = line[10] == 'A' ? 'B' : 'A';
  files_[kEntries] = WithLine(files_[kEntries], 3, line);
  testing::MendBag(files_);
  EXPECT_TRUE(Has(Verify(files_), "entry.prev", 4));
}

TEST_F(VerifyEntriesTest, TheFirstEntryChainsOnTheOrigin) {
  files_["data/checkpoint"] =
      note::SignCheckpoint(testing::TestSigner("other.example", 'k'), ledger_.Head(7));
  EXPECT_EQ(FirstOfMended(files_), At("entry.prev", 0));
}

TEST_F(VerifyEntriesTest, ALastLineWithoutNewlineIsMalformed) {
  files_[kEntries].pop_back();
  EXPECT_EQ(FirstOfMended(files_), At("entry.malformed", 6));
}

TEST_F(VerifyEntriesTest, AnEntryOverTheLimitIsNotReadFurther) {
  files_[kEntries] = WithLine(files_[kEntries], 3, std::string(4097, 'x'));
  testing::MendBag(files_);
  const log::Report report = Verify(files_);
  EXPECT_EQ(FirstOf(report), At("entry.malformed", 3));
  EXPECT_TRUE(Has(report, "limit.exceeded", 3));
}

TEST_F(VerifyEntriesTest, AnEntryOfAnUnknownVersionIsNotChecked) {
  testing::TestLedger ledger;
  std::string line = Replaced(ledger.entries()[0].line, R"("v":1)", R"("v":2)");
  testing::Files files = ledger.Bundle();
  files[kEntries] = line + "\n";
  files["data/disclosures.jsonl"] = "";
  const log::Report report = Verify(files);
  EXPECT_TRUE(NotChecked(report, "entry.malformed", "unknown_version"));
  EXPECT_FALSE(Has(report, "genesis.missing", 0));
  EXPECT_FALSE(Has(report, "entry.malformed", 0));
}

TEST_F(VerifyEntriesTest, EntriesCutOffShowInTheRoot) {
  files_[kEntries] = WithLine(files_[kEntries], 6, std::nullopt);
  files_["data/disclosures.jsonl"] = WithLine(files_["data/disclosures.jsonl"], 6, std::nullopt);
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.root"));
}

TEST_F(VerifyEntriesTest, AGenesisOfAnotherTypeIsMissing) {
  testing::TestEvent heartbeat;
  heartbeat.type = "ledger.heartbeat";
  heartbeat.matter = "ledger";
  EXPECT_EQ(FirstOf(testing::TestLedger(heartbeat).Bundle()), At("genesis.missing", 0));
}

TEST_F(VerifyEntriesTest, AGenesisOfAnotherOriginIsMissing) {
  testing::TestEvent genesis = testing::GenesisEvent(ledger_.signer());
  genesis.members[1].value = "\"other.example\"";
  EXPECT_EQ(FirstOf(testing::TestLedger(genesis).Bundle()), At("genesis.missing", 0));
}

TEST_F(VerifyEntriesTest, AnEmptyLedgerHasNoGenesis) {
  EXPECT_EQ(WithEntries(""), At("genesis.missing", 0));
}

TEST_F(VerifyEntriesTest, AKeyThatTheGenesisDoesNotNameIsARotation) {
  testing::TestEvent genesis = testing::GenesisEvent(ledger_.signer());
  genesis.members[3].value = "[]";
  EXPECT_EQ(FirstOf(testing::TestLedger(genesis).Bundle()), At("key.rotation", 0));
}

}  // namespace
}  // namespace reqledger::bundle
