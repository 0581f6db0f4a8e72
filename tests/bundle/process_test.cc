// docs/formats.md section 8.7: what an outsider counts of deadlines and states, by the rules that a
// bundle of a real ledger brings along.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ledger/bundle/export.h"
#include "ledger/bundle/verify_bundle.h"
#include "tests/bundle/export_source.h"
#include "tests/testing/bundle_builder.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::bundle {
namespace {

constexpr std::string_view kProcess[] = {"state.transition", "deadline.missed", "record.late"};

std::string Event(const std::string& type, const std::string& members,
                  const std::string& mode = R"("mode":"historical",)") {
  return R"({"matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-19"},)" + mode +
         R"("type":")" + type + R"(","demand_id":"D1")" + members + "}";
}

class RocksDbProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    Record(Event("demand.received", R"(,"kind":"us_sca_warrant")"));
  }
  std::uint64_t Record(const std::string& json) {
    const auto appended = ledger_.Record(json);
    EXPECT_TRUE(appended) << appended.error().message;
    return appended ? appended->placed.seq : 0;
  }

  // The files of an export of the whole ledger, or of the matter.
  testing::Files Export(const std::vector<SelectedMatter>& matters = {}) {
    EXPECT_TRUE(ledger_.Publish());
    const testing::TempDir dir;
    const auto sink = OpenFolderSink(dir.path("bundle"));
    const auto written = WriteBundle(
        SourceOf(ledger_), {.matters = matters, .created_at = {}, .tool = "test"}, **sink);
    EXPECT_TRUE(written) << written.error().message;
    testing::Files files;
    const std::filesystem::path root = dir.path("bundle");
    for (const auto& item : std::filesystem::recursive_directory_iterator(root)) {
      if (!item.is_regular_file()) continue;
      std::ostringstream bytes;
      bytes << std::ifstream(item.path(), std::ios::binary).rdbuf();
      files[item.path().lexically_relative(root).string()] = bytes.str();
    }
    return files;
  }

  log::Report Verify(testing::Files files, bool strict = false) const {
    testing::MendBag(files);
    const testing::TempDir dir;
    testing::WriteFiles(files, dir.path());
    VerifyOptions options;
    options.path = dir.path();
    options.pinned = {*note::VerifierKey::Parse(ledger_.vkey())};
    options.strict_process = strict;
    auto report = VerifyBundle(options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *std::move(report) : log::Report();
  }

  static void ExpectNotChecked(const log::Report& report, std::string_view why) {
    for (const std::string_view code : kProcess) {
      const auto found = std::ranges::find(report.not_checked, code, &log::NotCheckedItem::code);
      ASSERT_NE(found, report.not_checked.end()) << code;
      EXPECT_EQ(found->why, why);
    }
  }

  testing::TempLedger ledger_;
};

TEST_F(RocksDbProcessTest, WhatIsRegularIsCheckedAndNothingIsFound) {
  const log::Report report = Verify(Export());
  EXPECT_EQ(report.verdict, log::Verdict::kVerified);
  EXPECT_TRUE(report.findings.empty());
  for (const std::string_view code : kProcess) {
    EXPECT_NE(std::ranges::find(report.checked, code), report.checked.end()) << code;
  }
}

TEST_F(RocksDbProcessTest, AnIrregularStepIsNoFailureUnlessAskedFor) {
  const std::uint64_t seq = Record(Event("demand.resumed", ""));
  const testing::Files files = Export();
  const log::Report report = Verify(files);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].code, "state.transition");
  EXPECT_EQ(report.findings[0].seq, seq);
  EXPECT_EQ(log::ExitStatus(report), 0);
  EXPECT_EQ(log::ExitStatus(Verify(files, true)), 1);
}

TEST_F(RocksDbProcessTest, ACorrectionIsFoldedAgain) {
  const std::uint64_t seq = Record(Event("demand.resumed", ""));
  Record(R"({"matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-20"},)"
         R"("type":"ledger.correction","reason":"by mistake","withdraws":true,"corrects":)" +
         std::to_string(seq) + "}");
  EXPECT_TRUE(Verify(Export()).findings.empty());
}

TEST_F(RocksDbProcessTest, AMissedDeadlineAndALateRecord) {
  const std::string limit =
      R"(,"deadline_id":"X1","subject":"demand","strict_due_at":"2026-11-20","legal_due_at":"2026-11-20")";
  Record(Event("deadline.set", limit));
  const std::uint64_t missed = Record(Event("deadline.missed", limit));
  const std::uint64_t late =
      Record(R"({"matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-01"},)"
             R"("type":"demand.triaged","priority":"routine","demand_id":"D1"})");
  const log::Report report = Verify(Export());
  ASSERT_EQ(report.findings.size(), 2U);
  EXPECT_EQ(report.findings[0].code, "deadline.missed");
  EXPECT_EQ(report.findings[0].seq, missed);
  EXPECT_EQ(report.findings[1].code, "record.late");
  EXPECT_EQ(report.findings[1].seq, late);
}

TEST_F(RocksDbProcessTest, WithoutTheRulesNothingIsSaid) {
  Record(Event("demand.resumed", ""));
  const testing::Files files = Export();
  testing::Files without = files;
  without.erase("data/schemas/rules/us_federal.v1.json");
  const log::Report report = Verify(without);
  EXPECT_EQ(report.verdict, log::Verdict::kVerified);
  EXPECT_TRUE(report.findings.empty());
  ExpectNotChecked(report, "rules_not_found");
  without = files;
  without.erase("data/schemas/rules/machines.v1.json");
  ExpectNotChecked(Verify(without), "rules_not_found");
  without = files;
  without["data/schemas/rules/machines.v1.json"].resize(1000);
  ExpectNotChecked(Verify(without), "rules_malformed");
}

TEST_F(RocksDbProcessTest, OfWhatIsBrokenNothingIsSaid) {
  Record(Event("demand.resumed", ""));
  testing::Files files = Export();
  files["data/records.csv"] += "x";
  const log::Report report = Verify(files);
  EXPECT_EQ(report.verdict, log::Verdict::kFailed);
  ASSERT_EQ(report.findings.size(), 1U);
  ExpectNotChecked(report, "record_broken");
}

TEST_F(RocksDbProcessTest, OneMatterIsNotEnough) {
  const auto opened =
      ledger_.RecordOwn({{.type = "ledger.export_opened",
                          .matter = "M-1",
                          .members = {{"audience", "\"auditor\""}, {"authority", "\"test\""}}}});
  ASSERT_TRUE(opened) << opened.error().message;
  const log::Report report = Verify(Export({{"M-1", opened->front().placed.seq}}));
  EXPECT_EQ(report.verdict, log::Verdict::kVerified);
  ExpectNotChecked(report, "not_in_export");
}

}  // namespace
}  // namespace reqledger::bundle
