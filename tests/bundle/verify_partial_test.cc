// docs/formats.md section 8: a partial bundle, its proofs and its matters.
#include "ledger/note/checkpoint.h"
#include "tests/bundle/verify_fixture.h"

namespace reqledger::bundle {
namespace {

class VerifyPartialTest : public VerifyTest {
 protected:
  void SetUp() override {
    ledger_.AppendDemands(6);  // M-1 at 1, 3, 5
    ledger_.Append({.type = "ledger.export_opened",
                    .matter = "M-1",
                    .members = {{"audience", "\"auditor\""}}});
    ledger_.AppendDemands(2);
    files_ = ledger_.Bundle(Spec());
  }
  static testing::BundleSpec Spec() { return {.matters = {"M-1"}}; }
  // The lines of the bundle: 0, 1, 3, 5, 7, 8.
  First WithProofs(std::string proofs) {
    files_["data/proofs.jsonl"] = std::move(proofs);
    return FirstOfMended(files_);
  }
  testing::Files files_;
};

TEST_F(VerifyPartialTest, EntriesOfAMatterAreVerified) {
  testing::TestLedger ledger;
  ledger.AppendDemands(4);
  ledger.Append({.type = "ledger.export_opened", .matter = "M-2"});
  EXPECT_EQ(FirstOf(ledger.Bundle({.matters = {"M-2"}, .older = {2}})), Null("verified"));
}

TEST_F(VerifyPartialTest, AMatterEndsWithItsExport) {
  EXPECT_EQ(FirstOf(files_), Null("export.untrue"));
}

TEST_F(VerifyPartialTest, AnEntryWithoutProofIsFound) {
  EXPECT_EQ(WithProofs(WithLine(files_["data/proofs.jsonl"], 2, std::nullopt)),
            At("proof.invalid", 3));
}

TEST_F(VerifyPartialTest, AProofMustLeadToTheRoot) {
  std::string proofs = files_["data/proofs.jsonl"];
  const std::string other = LineOf(proofs, 1);
  proofs = WithLine(proofs, 2, Replaced(other, "\"seq\":1", "\"seq\":3"));
  EXPECT_EQ(WithProofs(proofs), At("proof.invalid", 3));
}

TEST_F(VerifyPartialTest, AProofOfNoEntryIsFound) {
  testing::Files files = files_;
  files["data/entries.jsonl"] = WithLine(files["data/entries.jsonl"], 2, std::nullopt);
  testing::MendBag(files);
  EXPECT_TRUE(Has(Verify(files), "proof.invalid", 3));
}

TEST_F(VerifyPartialTest, AProofLineOfAnotherFormIsFound) {
  files_["data/proofs.jsonl"] += "{}\n";
  testing::MendBag(files_);
  EXPECT_TRUE(Has(Verify(files_), "proof.invalid", std::nullopt));
}

TEST_F(VerifyPartialTest, ProofsMustBeThere) {
  files_.erase("data/proofs.jsonl");
  testing::MendBag(files_);
  const log::Report report = Verify(files_);
  EXPECT_EQ(FirstOf(report), At("proof.invalid", 0));
  EXPECT_TRUE(Has(report, "bag.missing", std::nullopt));
}

TEST_F(VerifyPartialTest, SwappedEntriesAreOutOfOrder) {
  const std::string entries = files_["data/entries.jsonl"];
  const std::string third = LineOf(entries, 2);
  files_["data/entries.jsonl"] = WithLine(WithLine(entries, 2, LineOf(entries, 3)), 3, third);
  EXPECT_EQ(FirstOfMended(files_), At("entry.seq", 3));
}

TEST_F(VerifyPartialTest, ALineThatDoesNotParseHasNoPlace) {
  files_["data/entries.jsonl"] += "{}\n";
  testing::MendBag(files_);
  EXPECT_TRUE(Has(Verify(files_), "entry.malformed", std::nullopt));
}

TEST_F(VerifyPartialTest, ADroppedEntryOfTheMatterIsFound) {
  for (const char* path : {"data/entries.jsonl", "data/disclosures.jsonl", "data/proofs.jsonl"}) {
    files_[path] = WithLine(files_[path], 2, std::nullopt);
  }
  EXPECT_EQ(FirstOfMended(files_), At("matter.sequence", 5));
}

TEST_F(VerifyPartialTest, AnOlderCheckpointThatNothingProvesIsNotChecked) {
  testing::TestLedger ledger;
  ledger.AppendDemands(4);
  ledger.Append({.type = "ledger.export_opened", .matter = "M-2"});
  const testing::Files files = ledger.Bundle({.matters = {"M-2"}, .older = {2}});
  VerifyOptions options = Pinned();
  options.older_checkpoints = {ledger.Checkpoint(2), ledger.Checkpoint(6)};
  EXPECT_EQ(FirstOf(Verify(files, options)), Null("verified"));
  options.older_checkpoints = {ledger.Checkpoint(3)};
  const log::Report report = Verify(files, options);
  EXPECT_EQ(ExitStatus(report), 3);
  EXPECT_TRUE(NotChecked(report, "checkpoint.inconsistent", "not_in_export"));
}

}  // namespace
}  // namespace reqledger::bundle
