// docs/formats.md section 7: records.csv.
#include "ledger/bundle/records_csv.h"

#include <gtest/gtest.h>

namespace reqledger::bundle {
namespace {

TEST(RecordsCsvTest, ColumnsAreTheFirstFourThenAllOthersInByteOrder) {
  const RecordsCsv table({"type", "zeal", "matter_seq", "matter", "a"});
  EXPECT_EQ(table.Header(), "seq,recorded_at,matter,type,a,matter_seq,zeal\r\n");
}

TEST(RecordsCsvTest, ACellIsQuotedOnlyWhereItMustBe) {
  const RecordsCsv table({"a", "b", "c", "d"});
  std::string row;
  table.AppendRow(
      7, {{"a", R"("x, \"y\"")"}, {"b", "[1,2]"}, {"c", R"("two\nlines")"}, {"d", "-1"}}, row);
  EXPECT_EQ(row, "7,,,,\"x, \"\"y\"\"\",\"[1,2]\",\"two\nlines\",-1\r\n");
}

TEST(RecordsCsvTest, NoSpreadsheetRunsACell) {
  const RecordsCsv table({"a"});
  for (const char* value : {"=1", "+1", "-1", "@x", "\\tx"}) {
    std::string row;
    table.AppendRow(0, {{"a", '"' + std::string(value) + '"'}}, row);
    EXPECT_TRUE(row.starts_with("0,,,,'")) << row;
  }
}

TEST(RecordsCsvTest, AHeaderIsReadBackOrRefused) {
  const auto table = RecordsCsv::FromHeader("seq,recorded_at,matter,type,a,b");
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->ColumnOf("matter"), 1U);
  EXPECT_EQ(table->ColumnOf("a"), 3U);
  EXPECT_EQ(table->ColumnOf("c"), std::nullopt);
  for (const char* header :
       {"", "seq", "seq,recorded_at,matter,type,b,a", "seq,recorded_at,matter,type,a,a",
        "seq,recorded_at,matter,type,", "recorded_at,matter,type,seq"}) {
    EXPECT_FALSE(RecordsCsv::FromHeader(header).has_value()) << header;
  }
}

}  // namespace
}  // namespace reqledger::bundle
