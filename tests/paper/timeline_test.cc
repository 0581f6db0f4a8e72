#include "ledger/paper/timeline.h"

#include <gtest/gtest.h>

#include "ledger/paper/dates.h"
#include "tests/paper/sample.h"

namespace reqledger::paper {
namespace {

struct Told {
  std::string_view type;
  std::string_view day;  // empty: unknown
  std::string_view demand, secrecy, challenge;
};

class TimelineTest : public testing::Test {
 protected:
  std::vector<Lane> Lanes(const std::vector<Told>& told) {
    rows_.clear();
    for (const Told& one : told) {
      Row row;
      row.seq = rows_.size();
      row.type = one.type;
      row.day = DayOfText(one.day);
      row.ids = {std::string(one.demand), std::string(one.secrecy), std::string(one.challenge)};
      rows_.push_back(row);
    }
    std::vector<const Row*> pointers;
    pointers.reserve(rows_.size());
    for (const Row& row : rows_) pointers.push_back(&row);
    return LanesOf(pointers, words_);
  }

  Words words_ = SampleWords();
  std::vector<Row> rows_;
};

TEST_F(TimelineTest, EachLivesOnItsOwnLane) {
  const auto lanes = Lanes({{"challenge.filed", "2026-02-01", "", "", "C1"},
                            {"demand.received", "2026-01-05", "D2", "", ""},
                            {"demand.received", "2026-01-02", "D1", "", ""},
                            {"demand.accepted", "2026-01-03", "D1", "S1", ""},
                            {"notice.sent", "2026-01-09", "D1", "S1", ""},
                            {"secrecy.received", "", "", "S2", ""}});
  ASSERT_EQ(lanes.size(), 4U) << "S2 has no date";
  EXPECT_EQ(lanes[0].id, "D1");
  EXPECT_EQ(lanes[0].points.size(), 3U);
  EXPECT_EQ(lanes[1].id, "D2") << "in order of time";
  EXPECT_EQ(lanes[2].id, "S1");
  EXPECT_EQ(lanes[2].points.size(), 1U) << "what is about a demand is on its lane alone";
  EXPECT_EQ(lanes[3].id, "C1");
}

TEST_F(TimelineTest, IsOpenUntilTheRulesEndIt) {
  const auto lanes = Lanes({{"demand.received", "2026-01-02", "D1", "", ""},
                            {"demand.closed", "2026-02-02", "D1", "", ""},
                            {"demand.received", "2026-01-03", "D2", "", ""}});
  ASSERT_EQ(lanes.size(), 2U);
  EXPECT_FALSE(lanes[0].is_open);
  EXPECT_TRUE(lanes[1].is_open);
}

TEST_F(TimelineTest, AnAxisGoesOnToTheDayOfTheExportWithinReason) {
  const std::vector<Told> told = {{"demand.received", "2025-01-01", "D1", "", ""},
                                  {"demand.accepted", "2025-01-11", "D1", "", ""}};
  const double last = *DayOfText("2025-01-11");
  EXPECT_EQ(AxisOf(Lanes(told), last + 5).end, last + 5);
  EXPECT_EQ(AxisOf(Lanes(told), last + 500).end, last + 30);
  EXPECT_EQ(AxisOf(Lanes(told), std::nullopt).end, last);
  const Axis point = AxisOf(Lanes({told[0]}), std::nullopt);
  EXPECT_EQ(point.end, point.begin + 1);
  EXPECT_EQ(point.At(point.begin - 9), 0);
  EXPECT_EQ(point.At(point.end + 9), 1);
}

std::vector<std::string> Labels(std::string_view begin, std::string_view end) {
  std::vector<std::string> labels;
  for (const Tick& tick : TicksOf({.begin = *DayOfText(begin), .end = *DayOfText(end)})) {
    std::string label = tick.label;
    if (const auto at = label.find(kJoin); at != std::string::npos) {
      label.replace(at, kJoin.size(), " ");
    }
    labels.push_back(label);
  }
  return labels;
}

TEST(Ticks, AreYearsOrMonthsAndFew) {
  EXPECT_EQ(Labels("2018-08-03", "2021-09-01"), (std::vector<std::string>{"2019", "2020", "2021"}));
  EXPECT_EQ(Labels("2026-09-01", "2026-11-13"), (std::vector<std::string>{"Oct 2026", "Nov 2026"}));
  EXPECT_EQ(Labels("2025-11-15", "2026-02-02"),
            (std::vector<std::string>{"Dec 2025", "Jan 2026", "Feb 2026"}));
  EXPECT_TRUE(Labels("2026-09-02", "2026-09-13").empty());
  EXPECT_LE(Labels("0001", "9999").size(), 11U);
}

}  // namespace
}  // namespace reqledger::paper
