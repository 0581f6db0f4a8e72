#include "tools/time_left.h"

#include <gtest/gtest.h>

namespace reqledger::tools {
namespace {

base::Instant At(std::string_view text) { return base::ParseRfc3339(text).value(); }

const base::Instant kNow = At("2026-11-22T18:00:00-05:00");

std::string Left(std::string_view strict, std::string_view legal, bool overdue = false) {
  return LeftInWords({At(strict), At(legal), overdue}, kNow);
}

TEST(TimeLeftTest, SaysHowLongThereIsStill) {
  EXPECT_EQ(Left("2026-11-26T00:00:00-05:00", "2026-11-26T00:00:00-05:00"), "in 3 days");
  EXPECT_EQ(Left("2026-11-24T17:00:00-05:00", "2026-11-26T00:00:00-05:00"), "in 47 hours");
  EXPECT_EQ(Left("2026-11-23T18:00:00-05:00", "2026-11-23T18:00:00-05:00"), "in 1 day");
  EXPECT_EQ(Left("2026-11-22T18:45:00-05:00", "2026-11-22T18:45:00-05:00"), "in 45 minutes");
  EXPECT_EQ(Left("2026-11-22T18:00:00-05:00", "2026-11-22T18:00:00-05:00"), "in 0 seconds");
  EXPECT_EQ(Left("2028-11-20T18:00:00-05:00", "2028-11-20T18:00:00-05:00"), "in 729 days");
  EXPECT_EQ(Left("2028-11-21T18:00:00-05:00", "2028-11-21T18:00:00-05:00"), "in 2 years");
}

TEST(TimeLeftTest, CountsToTheLegalEndOnceTheStrictOneIsPast) {
  EXPECT_EQ(Left("2026-11-22T00:00:00-05:00", "2026-11-24T18:00:00-05:00"),
            "in 2 days – strict day past");
}

TEST(TimeLeftTest, SaysWhatIsOverdue) {
  EXPECT_EQ(Left("2026-11-19T00:00:00-05:00", "2026-11-20T18:00:00-05:00", true),
            "2 days ago – OVERDUE");
  EXPECT_EQ(Left("2026-11-19T00:00:00-05:00", "2026-11-20T18:00:00-05:00"), "2 days ago");
  EXPECT_EQ(Left("2018-08-18T00:00:00-04:00", "2018-08-18T00:00:00-04:00", true),
            "8 years ago – OVERDUE");
}

TEST(TimeLeftTest, WhatHasNoDayIsDueNow) { EXPECT_EQ(LeftInWords({}, kNow), "now"); }

TEST(TimeLeftTest, ShowsTheDayThatEnds) {
  EXPECT_EQ(DueDay("2026-12-02T00:00:00-05:00"), "2026-12-01");
  EXPECT_EQ(DueMoment("2026-12-02T00:00:00-05:00"), "2026-12-01");
  EXPECT_EQ(DueDay("2027-01-01T00:00:00Z"), "2026-12-31");
  EXPECT_EQ(DueDay("2024-03-01T00:00:00+01:00"), "2024-02-29");
}

TEST(TimeLeftTest, ShowsTheMinuteWhereThereIsOne) {
  EXPECT_EQ(DueDay("2026-12-06T17:59:52-05:00"), "2026-12-06");
  EXPECT_EQ(DueMoment("2026-12-06T17:59:52-05:00"), "2026-12-06 17:59 -05:00");
  EXPECT_EQ(DueMoment("2026-12-06T17:59:52.123456Z"), "2026-12-06 17:59 Z");
  EXPECT_EQ(DueMoment("2026-12-06T00:00:00.500000Z"), "2026-12-06 00:00 Z");
}

TEST(TimeLeftTest, WhatIsNoInstantStaysAsItIs) {
  EXPECT_EQ(DueDay(""), "");
  EXPECT_EQ(DueMoment("soon\x1b"), "soon\\u001b");
  EXPECT_FALSE(IsEndOfDay("2026-12-02"));
}

}  // namespace
}  // namespace reqledger::tools
