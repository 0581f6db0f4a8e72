// docs/formats.md sections 8.1 and 8.5: the bag, export.json and the table for people.
#include <filesystem>

#include "ledger/base/limits.h"
#include "tests/bundle/verify_fixture.h"

namespace reqledger::bundle {
namespace {

class VerifyBagTest : public VerifyTest {
 protected:
  void SetUp() override {
    ledger_.AppendDemands(3);
    files_ = ledger_.Bundle();
  }
  testing::Files files_;
};

TEST_F(VerifyBagTest, EachRequiredFileMustBeThere) {
  for (const char* path :
       {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
        "data/core-sha256.txt", "data/entries.jsonl", "data/disclosures.jsonl", "data/checkpoint",
        "data/export.json", "data/records.csv", "data/keys/ledger.vkey"}) {
    testing::Files files = files_;
    files.erase(path);
    EXPECT_TRUE(Has(Verify(files), "bag.missing", std::nullopt)) << path;
  }
}

TEST_F(VerifyBagTest, AFileThatIsInNoManifestIsMissingThere) {
  files_["data/more.txt"] = "more";
  EXPECT_TRUE(Has(Verify(files_), "bag.missing", std::nullopt));
}

TEST_F(VerifyBagTest, AFileOutsideOfDataIsExtra) {
  files_["more.txt"] = "more";
  EXPECT_EQ(FirstOf(files_), Null("bag.extra"));
}

TEST_F(VerifyBagTest, AChangedFileHasAnotherDigest) {
  files_["data/README.txt"] += "more";
  EXPECT_EQ(FirstOf(files_), Null("bag.digest"));
}

TEST_F(VerifyBagTest, ManifestsHaveOneForm) {
  testing::Files upper = files_;
  upper["tagmanifest-sha256.txt"] = Replaced(files_["tagmanifest-sha256.txt"], "  ", " *");
  EXPECT_EQ(FirstOf(upper), Null("bag.digest"));
  testing::Files twice = files_;
  const std::string line = LineOf(files_["tagmanifest-sha256.txt"], 0) + "\n";
  twice["tagmanifest-sha256.txt"] = line + files_["tagmanifest-sha256.txt"];
  EXPECT_EQ(FirstOf(twice), Null("bag.digest"));
}

TEST_F(VerifyBagTest, APathThatLeavesTheFolderNamesNothing) {
  files_["data/core-sha256.txt"] += std::string(64, '0') + "  ../x\n";
  EXPECT_EQ(FirstOf(files_), Null("bag.digest"));
}

TEST_F(VerifyBagTest, BagItAndOxumAreChecked) {
  testing::Files bagit = files_;
  bagit["bagit.txt"] += "\n";
  EXPECT_EQ(FirstOf(bagit), Null("bag.digest"));
  testing::Files oxum = files_;
  oxum["bag-info.txt"] = "Payload-Oxum: 1.1\n";
  EXPECT_EQ(FirstOf(oxum), Null("bag.digest"));
}

TEST_F(VerifyBagTest, ALinkIsNotFollowed) {
  const testing::TempDir dir;
  const testing::TempDir outside;
  testing::WriteFiles(files_, dir.path());
  testing::WriteFiles({{"secret.txt", "secret"}}, outside.path());
  std::filesystem::create_symlink(outside.path("secret.txt"), dir.path("data/link"));
  VerifyOptions options = Pinned();
  options.path = dir.path();
  const auto report = VerifyBundle(options);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(FirstOf(*report), Null("archive.unsafe"));
}

TEST_F(VerifyBagTest, AFileOverItsLimitIsNotRead) {
  files_["data/schemas/big.json"] = std::string(base::kSchemaBytesMax + 1, ' ');
  EXPECT_EQ(FirstOfMended(files_), Null("limit.exceeded"));
}

TEST_F(VerifyBagTest, ALineOverItsLimitEndsTheFile) {
  files_["data/disclosures.jsonl"] += std::string(base::kLineBytesMax + 1, 'x') + "\n";
  EXPECT_EQ(FirstOfMended(files_), Null("limit.exceeded"));
}

TEST_F(VerifyBagTest, ExportJsonMustBeTrue) {
  const std::pair<std::string, std::string> changes[] = {
      {R"("entries":4)", R"("entries":5)"},
      {R"("size":4)", R"("size":5)"},
      {R"("origin":"ledger)", R"("origin":"ledgers)"},
      {R"("tool":)", R"("tool": )"},
      {R"("audience":"auditor")", R"("audience":"internal")"}};
  for (const auto& [from, to] : changes) {
    testing::Files files = files_;
    files["data/export.json"] = Replaced(files_["data/export.json"], from, to);
    EXPECT_EQ(FirstOfMended(files), Null("export.untrue")) << to;
  }
}

TEST_F(VerifyBagTest, APlaceInAMatterIsNotForTheCustomer) {
  testing::Files files = ledger_.Bundle({.audience = "customer"});
  EXPECT_EQ(FirstOf(files), Null("verified"));
  std::string& disclosures = files["data/disclosures.jsonl"];
  const auto& opened = ledger_.entries()[1].disclosures;
  disclosures =
      Replaced(disclosures, '"' + opened[1] + '"', '"' + opened[1] + "\",\"" + opened[3] + '"');
  testing::MendBag(files);
  EXPECT_TRUE(Has(Verify(files), "export.untrue", std::nullopt));
}

TEST_F(VerifyBagTest, TheTableIsWhatTheEntriesMakeIt) {
  const std::string& table = files_["data/records.csv"];
  const std::string changes[] = {Replaced(table, "M-1", "M-3"),        table + "x",
                                 table.substr(0, table.size() - 1),    Replaced(table, ",type", ""),
                                 Replaced(table, "\r\n", ",zeal\r\n"), ""};
  for (const std::string& changed : changes) {
    testing::Files files = files_;
    files["data/records.csv"] = changed;
    EXPECT_EQ(FirstOfMended(files), Null("rendering.differs"));
  }
}

TEST_F(VerifyBagTest, WhatCannotBeReadIsAnErrorAndNoFinding) {
  VerifyOptions options = Pinned();
  options.path = "/nowhere/at/all";
  EXPECT_EQ(VerifyBundle(options).error().code, base::Code::kNotFound);
  const testing::TempDir dir;
  testing::WriteFiles({{"bundle.zip", "PK"}}, dir.path());
  options.path = dir.path("bundle.zip");
  EXPECT_EQ(VerifyBundle(options).error().code, base::Code::kUnavailable);
}

TEST_F(VerifyBagTest, WhatThisVersionDoesNotCheckIsSaid) {
  files_["data/checkpoint.tsr"] = "token";
  testing::MendBag(files_);
  const log::Report report = Verify(files_);
  EXPECT_EQ(FirstOf(report), Null("verified"));
  EXPECT_TRUE(NotChecked(report, "timestamp.invalid", "not_built_in"));
}

TEST_F(VerifyBagTest, ADocumentThatNoEventNamesIsFound) {
  files_["data/documents/" + crypto::ToHex(crypto::Sha256::Digest("paper")) + ".pdf"] = "paper";
  EXPECT_EQ(FirstOfMended(files_), Null("document.digest"));
}

TEST_F(VerifyBagTest, ADocumentOfAnotherNameIsFound) {
  files_["data/documents/a.pdf"] = "paper";
  EXPECT_EQ(FirstOfMended(files_), Null("document.digest"));
}

}  // namespace
}  // namespace reqledger::bundle
