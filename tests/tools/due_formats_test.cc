#include "tools/due_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace reqledger::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const base::Instant kNow = base::ParseRfc3339("2026-11-22T23:00:00Z").value();

DueItem Item() {
  return DueItemOf(boost::json::parse(R"({
    "deadline_id": "d2.rule", "subject": "demand", "id": "M-1-D1", "matter": "M-1",
    "title": "Response due", "action": "Produce, or have it moved.", "on_expiry": "Breach; at once.",
    "strict_due_at": "2026-12-02T00:00:00-05:00", "legal_due_at": "2026-12-03T00:00:00-05:00",
    "status": "open", "overdue": false, "confirmed": false, "holidays_known": true,
    "citation": ["one", "two"]})"));
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    EXPECT_NE(end, std::string_view::npos) << "a line does not end in CRLF";
    if (end == std::string_view::npos) return lines;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

std::string Unfolded(std::string text) {
  for (std::size_t at; (at = text.find("\r\n ")) != std::string::npos;) text.erase(at, 3);
  return text;
}

TEST(FoldedLineTest, LeavesAShortLineWhole) {
  EXPECT_EQ(FoldedLine("A:b"), "A:b\r\n");
  const std::string line(75, 'x');
  EXPECT_EQ(FoldedLine(line), line + "\r\n");
}

TEST(FoldedLineTest, FoldsAtSeventyFiveBytes) {
  const std::string line(75 + 74 + 1, 'x');
  EXPECT_THAT(Lines(FoldedLine(line)),
              ElementsAre(std::string(75, 'x'), " " + std::string(74, 'x'), " x"));
}

TEST(FoldedLineTest, CutsNoCharacter) {
  for (std::size_t before = 70; before < 76; ++before) {
    const std::string line = std::string(before, 'x') + "日本é日本" + std::string(80, 'y');
    const std::string folded = FoldedLine(line);
    for (const std::string& each : Lines(folded)) {
      EXPECT_LE(each.size(), 75U);
      const std::size_t first = each.starts_with(' ') ? 1 : 0;
      EXPECT_NE(static_cast<unsigned char>(each[first]) & 0xC0, 0x80) << before;
    }
    EXPECT_EQ(Unfolded(folded), line + "\r\n");
  }
}

TEST(CalendarTest, EscapesText) {
  EXPECT_EQ(CalendarText("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
  EXPECT_EQ(CalendarText("\x1b"), "\\\\u001b");
}

TEST(CalendarTest, HoldsAnEventForEachItem) {
  const DueItem item = Item();
  const std::string calendar = DueCalendar(std::span(&item, 1), kNow);
  const auto lines = Lines(Unfolded(calendar));
  EXPECT_THAT(
      lines, ElementsAre(
                 "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reqledger//due//EN", "METHOD:PUBLISH",
                 "BEGIN:VEVENT", "UID:d2.rule.demand.M-1-D1@reqledger", "DTSTAMP:20261122T230000Z",
                 "DTSTART;VALUE=DATE:20261201", "SUMMARY:Response due (M-1-D1)",
                 "DESCRIPTION:Produce\\, or have it moved.\\nAfter it: Breach\\; at once.\\n"
                 "Strict: 2026-12-01\\nBy law: 2026-12-02\\nSource: one\\; two\\nNot confirmed "
                 "by a lawyer.",
                 "CLASS:CONFIDENTIAL", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR"));
}

TEST(CalendarTest, AnHourThatCountsIsAnInstant) {
  DueItem item = Item();
  item.strict_at = item.legal_at = "2026-11-24T18:30:00-05:00";
  EXPECT_THAT(DueCalendar(std::span(&item, 1), kNow), HasSubstr("DTSTART:20261124T233000Z\r\n"));
}

TEST(CalendarTest, WhatHasNoDayIsOnTheDayOfTheAnswer) {
  DueItem item = Item();
  item.strict_at = item.legal_at = "";
  EXPECT_THAT(DueCalendar(std::span(&item, 1), kNow), HasSubstr("DTSTART;VALUE=DATE:20261122\r\n"));
}

TEST(CsvTest, QuotesWhereItMust) {
  EXPECT_EQ(CsvCell("plain"), "plain");
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(CsvCell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(CsvCell(""), "");
}

TEST(CsvTest, NoSpreadsheetRunsACell) {
  EXPECT_EQ(CsvCell("=1+1"), "'=1+1");
  EXPECT_EQ(CsvCell("+1"), "'+1");
  EXPECT_EQ(CsvCell("-1"), "'-1");
  EXPECT_EQ(CsvCell("@x,y"), "\"'@x,y\"");
  EXPECT_EQ(CsvCell("\tx"), "'\tx");
  EXPECT_EQ(CsvCell("\rx"), "\"'\rx\"");
  EXPECT_EQ(CsvCell("a=b"), "a=b");
}

TEST(CsvTest, HasARowForEachItem) {
  const DueItem item = Item();
  const auto lines = Lines(DueTable(std::span(&item, 1), kNow));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("left,overdue,strict_due_at,")) << lines[0];
  EXPECT_EQ(
      lines[1],
      "in 9 days,no,2026-12-02T00:00:00-05:00,2026-12-03T00:00:00-05:00,demand,M-1-D1,M-1,"
      "Response due,\"Produce, or have it moved.\",Breach; at once.,open,one; two,no,d2.rule");
}

TEST(DueItemTest, AnEndThatIsAlsoADeadlineIsThereOnce) {
  const auto answer = boost::json::parse(R"({"due": [
    {"deadline_id": "d1.gag", "what": "deadline", "subject": "secrecy", "id": "S1",
     "legal_due_at": "2026-12-02T00:00:00-05:00"},
    {"what": "secrecy_end", "subject": "secrecy", "id": "S1",
     "legal_due_at": "2026-12-02T00:00:00-05:00"},
    {"what": "secrecy_end", "subject": "secrecy", "id": "S2",
     "legal_due_at": "2026-12-02T00:00:00-05:00"},
    {"what": "release", "subject": "secrecy", "id": "S3"}]})");
  std::vector<std::string> keys;
  for (const DueItem& item : DueItemsOf(answer)) keys.push_back(item.key + " " + item.id);
  EXPECT_THAT(keys, ElementsAre("d1.gag S1", "secrecy_end S2", "release S3"));
}

TEST(DueItemTest, WhatIsSuspendedHasNoTimeThatRuns) {
  const auto answer = boost::json::parse(
      R"({"deadline_id": "d1.x", "status": "suspended", "strict_due_at": "2020-01-01T00:00:00Z"})");
  EXPECT_EQ(DueItemOf(answer).Left(kNow), "stands still");
  EXPECT_THAT(DueItemOf(answer).Left(kNow), Not(HasSubstr("OVERDUE")));
}

}  // namespace
}  // namespace reqledger::tools
