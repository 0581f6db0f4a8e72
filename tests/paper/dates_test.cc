#include "ledger/paper/dates.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace reqledger::paper {
namespace {

// With plain spaces, so that expectations can be read.
std::string Spaced(std::string text) {
  for (std::size_t at = text.find(kJoin); at != std::string::npos; at = text.find(kJoin)) {
    text.replace(at, kJoin.size(), " ");
  }
  return text;
}

std::string Occurred(const char* json) { return Spaced(OccurredText(boost::json::parse(json))); }

TEST(Dates, OccurredAtHasItsOwnPrecision) {
  EXPECT_EQ(Occurred(R"({"precision":"instant","value":"2026-03-02T09:04:11.5Z"})"),
            "2 Mar 2026, 09:04 UTC");
  EXPECT_EQ(Occurred(R"({"precision":"minute","value":"2026-03-02T09:04-05:00"})"),
            "2 Mar 2026, 09:04 \u221205:00");
  EXPECT_EQ(Occurred(R"({"precision":"day","value":"2023-11-17"})"), "17 Nov 2023");
  EXPECT_EQ(Occurred(R"({"precision":"month","value":"2023-11"})"), "Nov 2023");
  EXPECT_EQ(Occurred(R"({"precision":"year","value":"2023"})"), "2023");
  EXPECT_EQ(Occurred(R"({"precision":"on_or_before","value":"2018-03-30"})"),
            "on or before 30 Mar 2018");
  EXPECT_EQ(Occurred(R"({"precision":"on_or_after","value":"2018-03-30"})"),
            "on or after 30 Mar 2018");
  EXPECT_EQ(Occurred(R"({"precision":"unknown"})"), "date unknown");
  EXPECT_EQ(Occurred("null"), "date unknown");
  EXPECT_EQ(Occurred("7"), "date unknown");
}

TEST(Dates, WhatIsNoneStaysAsItIs) {
  EXPECT_EQ(InstantText("yesterday"), "yesterday");
  EXPECT_EQ(InstantText(""), "");
  EXPECT_EQ(Occurred(R"({"precision":"day","value":"2023-13-45"})"), "2023-13-45");
  EXPECT_EQ(Occurred(R"({"precision":"day","value":"\u202e"})"), "\u202e");
}

TEST(Dates, StandOnAnAxisOfDays) {
  EXPECT_EQ(DayOfText("1970-01-02"), 1.0);
  EXPECT_EQ(DayOfText("2026-03-02T12:00:00Z"), 20514.5);
  EXPECT_EQ(DayOfText("1970"), 0.0);
  EXPECT_EQ(DayOfText("1970-02"), 31.0);
  EXPECT_EQ(DayOfText("soon"), std::nullopt);
  EXPECT_EQ(Spaced(DayText(20514.5)), "2 Mar 2026");
  EXPECT_EQ(Spaced(DayText(-1)), "31 Dec 1969");
}

TEST(Dates, NumbersAndNames) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1234567), "1\u202f234\u202f567");
  EXPECT_EQ(NameText("demand_id"), "Demand id");
  EXPECT_EQ(NameText(""), "");
}

}  // namespace
}  // namespace reqledger::paper
