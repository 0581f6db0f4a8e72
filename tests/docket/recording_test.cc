#include "ledger/docket/recording.h"

#include <gtest/gtest.h>

#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

bool IsLate(std::string_view occurred_at, std::string_view recorded_at) {
  return IsRecordedLate(Rules(), occurred_at, *base::ParseRfc3339(recorded_at));
}

// The common pack: seven days by the clock of New York.
TEST(RecordingTest, AnInstantIsCountedByTheClock) {
  constexpr std::string_view kInstant = R"({"precision":"instant","value":"2026-03-02T15:00:00Z"})";
  EXPECT_FALSE(IsLate(kInstant, "2026-03-02T15:00:00Z"));
  // Clocks there went forward on 8 March.
  EXPECT_FALSE(IsLate(kInstant, "2026-03-09T14:00:00Z"));
  EXPECT_TRUE(IsLate(kInstant, "2026-03-09T14:00:01Z"));
}

TEST(RecordingTest, ADayIsCountedFromItsEnd) {
  constexpr std::string_view kDay = R"({"precision":"day","value":"2026-01-05"})";
  EXPECT_FALSE(IsLate(kDay, "2026-01-13T05:00:00Z"));
  EXPECT_TRUE(IsLate(kDay, "2026-01-13T05:00:00.000001Z"));
  EXPECT_TRUE(
      IsLate(R"({"precision":"on_or_before","value":"2026-01-05"})", "2026-01-14T00:00:00Z"));
}

TEST(RecordingTest, WhatNobodyKnowsIsNotLate) {
  for (const char* const occurred_at :
       {R"({"precision":"unknown"})", R"({"precision":"year","value":"2020"})",
        R"({"precision":"month","value":"2020-01"})",
        R"({"precision":"on_or_after","value":"2020-01-05"})"}) {
    EXPECT_FALSE(IsLate(occurred_at, "2026-01-14T00:00:00Z")) << occurred_at;
  }
}

TEST(RecordingTest, WithoutARuleNothingIsLate) {
  EXPECT_FALSE(IsRecordedLate(RuleBook(), R"({"precision":"day","value":"2020-01-05"})",
                              *base::ParseRfc3339("2026-01-14T00:00:00Z")));
}

}  // namespace
}  // namespace reqledger::docket
