// The closed list of findings, the log that keeps the lowest, and the report.
#include "ledger/log/finding.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "ledger/log/finding_log.h"
#include "ledger/log/report.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kCodes[] = {code::kEntryMalformed,
                                       code::kEntryNotCanonical,
                                       code::kEntrySeq,
                                       code::kEntryPrev,
                                       code::kTileMismatch,
                                       code::kCheckpointMalformed,
                                       code::kCheckpointRoot,
                                       code::kCheckpointSignature,
                                       code::kCheckpointInconsistent,
                                       code::kKeyRotation,
                                       code::kGenesisMissing,
                                       code::kReceiptNotContained,
                                       code::kProofInvalid,
                                       code::kCosignatureInvalid,
                                       code::kQuorumMissing,
                                       code::kTimestampInvalid,
                                       code::kDisclosureMalformed,
                                       code::kDisclosureUnreferenced,
                                       code::kDisclosureDuplicate,
                                       code::kDisclosureWrongSlot,
                                       code::kSlotCoreMissing,
                                       code::kSlotUnopened,
                                       code::kEventValue,
                                       code::kEventSchema,
                                       code::kRecordedAtOrder,
                                       code::kMatterSequence,
                                       code::kDerivedMismatch,
                                       code::kVaultUndecryptable,
                                       code::kBagDigest,
                                       code::kBagMissing,
                                       code::kBagExtra,
                                       code::kRenderingDiffers,
                                       code::kExportUntrue,
                                       code::kDocumentDigest,
                                       code::kArchiveUnsafe,
                                       code::kLimitExceeded,
                                       code::kStateTransition,
                                       code::kDeadlineMissed,
                                       code::kRecordLate};

TEST(FindingCodesTest, ConstantsAreTheListInItsOrder) {
  const auto& list = FindingCodes::BuiltIn().codes();
  ASSERT_EQ(list.size(), std::size(kCodes));
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(list[i].code, kCodes[i]);
    EXPECT_EQ(list[i].order, static_cast<int>(i) + 1);
    EXPECT_FALSE(list[i].sources.empty());
  }
}

TEST(FindingCodesTest, ReasonsAreInTheList) {
  for (const std::string_view why :
       {reason::kKeyNotPinned, reason::kSchemaNotFound, reason::kUnknownVersion,
        reason::kKeyDirNotGiven, reason::kNotBuiltIn, reason::kNotInExport}) {
    const WordInfo* info = FindingCodes::BuiltIn().FindWord(why);
    ASSERT_NE(info, nullptr) << why;
    EXPECT_EQ(info->kind, "not_checked");
  }
}

TEST(FindingCodesTest, TheBuiltInBytesAreTheFile) {
  std::ifstream file(std::string(REQLEDGER_SOURCE_DIR) + "/schemas/finding_codes.json");
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_EQ(FindingCodesJson(), bytes.str());
}

TEST(ExplainTest, KnowsFindingsReasonsAndRefusals) {
  EXPECT_EQ(Explain("entry.prev")->kind, "broken");
  EXPECT_EQ(Explain("record.late")->kind, "process");
  EXPECT_EQ(Explain("key_not_pinned")->kind, "not_checked");
  EXPECT_EQ(Explain("conflict")->kind, "refusal");
  EXPECT_EQ(Explain("clock")->kind, "alarm");
  EXPECT_FALSE(Explain("nonsense").has_value());
}

TEST(PrintableTest, HidesWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\x1b[2J\n\xff"), "a?[2J??");
  EXPECT_EQ(Printable(std::string(500, 'a')), std::string(kFindingTextMax, 'a') + "...");
}

TEST(FindingLogTest, OrdersBySeqThenOrderWithNullLast) {
  FindingLog findings;
  findings.Add({code::kCheckpointRoot, std::nullopt, "", ""});
  findings.Add({code::kEntryPrev, 2, "", ""});
  findings.Add({code::kEntrySeq, 2, "", ""});
  findings.Add({code::kEventSchema, 1, "", ""});
  const auto kept = findings.Kept();
  ASSERT_EQ(kept.size(), 4U);
  EXPECT_EQ(kept[0].code, code::kEventSchema);
  EXPECT_EQ(kept[1].code, code::kEntrySeq);
  EXPECT_EQ(kept[2].code, code::kEntryPrev);
  EXPECT_EQ(kept[3].code, code::kCheckpointRoot);
}

TEST(FindingLogTest, KeepsTheLowestAndCountsAll) {
  FindingLog findings(10);
  for (std::uint64_t i = 0; i < 100; ++i) findings.Add({code::kEntrySeq, 99 - i, "", ""});
  const auto kept = findings.Kept();
  ASSERT_EQ(kept.size(), 10U);
  EXPECT_EQ(kept.front().seq, 0U);
  EXPECT_EQ(kept.back().seq, 9U);
  EXPECT_EQ(findings.count(Severity::kBroken), 100U);
}

Report Concluded(const FindingLog& findings, bool strict_process = false) {
  Report report;
  Conclude(findings, {SourceKind::kBundle, strict_process, {}}, report);
  return report;
}

TEST(ReportTest, ExitStatusFollowsTheFindings) {
  FindingLog findings;
  EXPECT_EQ(ExitStatus(Concluded(findings)), 0);
  findings.AddNotChecked(code::kStateTransition, reason::kNotBuiltIn, false);
  EXPECT_EQ(ExitStatus(Concluded(findings)), 0);
  EXPECT_EQ(ExitStatus(Concluded(findings, true)), 3);
  findings.Add({code::kRecordLate, 4, "", ""});
  EXPECT_EQ(ExitStatus(Concluded(findings)), 0);
  EXPECT_EQ(ExitStatus(Concluded(findings, true)), 1);
  findings.AddNotChecked(code::kCheckpointSignature, reason::kKeyNotPinned, true);
  EXPECT_EQ(ExitStatus(Concluded(findings)), 3);
  findings.Add({code::kEntryPrev, 4, "", ""});
  EXPECT_EQ(ExitStatus(Concluded(findings)), 1);
}

TEST(ReportTest, JsonHasItsMembersInTheirOrder) {
  FindingLog findings;
  findings.Add({code::kEntryPrev, 4, "a", "\"b\""});
  findings.AddNotChecked(code::kStateTransition, reason::kNotBuiltIn, false);
  Report report = Concluded(findings);
  report.origin = "ledger.example";
  report.head = merkle::TreeHead{};
  report.checked = {"entry.seq"};
  EXPECT_EQ(ReportJson(report),
            R"({"verdict":"failed","origin":"ledger.example","size":0,"root":")" +
                crypto::ToHex(merkle::EmptyRoot()) +
                R"(","as_of":null,"checked":["entry.seq"],)"
                R"("not_checked":[{"code":"state.transition","why":"not_built_in"}],)"
                R"("findings":[{"code":"entry.prev","severity":"broken","seq":4,"expected":"a",)"
                R"("got":"\"b\""}],)"
                R"("counts":{"findings":1,"findings_broken":1,"findings_process":0},)"
                R"("erasures":[]})"
                "\n");
}

TEST(ReportTest, ErasuresAreNamed) {
  Report report = Concluded(FindingLog());
  report.erasures = {{.seq = 9, .personal = true, .seqs = {{1, 3}, {5, 5}}, .closed = 2}};
  EXPECT_NE(ReportJson(report).find(
                R"("erasures":[{"seq":9,"scope":"personal","seqs":[{"first":1,"last":3},)"
                R"({"first":5,"last":5}],"entries":2}]})"),
            std::string::npos)
      << ReportJson(report);
  EXPECT_NE(ReportText(report, {})
                .find("by entry 9: personal values of entries 1-3, 5 (2 of them closed here)"),
            std::string::npos)
      << ReportText(report, {});
}

TEST(ReportTest, TextBeginsWithTheVerdict) {
  FindingLog findings;
  EXPECT_TRUE(ReportText(Concluded(findings), {}).starts_with("VERIFIED "));
  findings.AddNotChecked(code::kCheckpointSignature, reason::kKeyNotPinned, true);
  const std::string text = ReportText(Concluded(findings), {});
  EXPECT_TRUE(text.starts_with("NOT CHECKED "));
  EXPECT_NE(text.find("onsistent with itself; whose it is was not checked"), std::string::npos);
  findings.Add({code::kEntryPrev, 4, "", ""});
  EXPECT_TRUE(ReportText(Concluded(findings), {}).starts_with("FAILED "));
  EXPECT_EQ(ReportText(Concluded(findings), {.colour = true}).front(), '\x1b');
}

}  // namespace
}  // namespace reqledger::log
