#include "tools/local_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace reqledger::tools {
namespace {

// 2026-11-22T16:40:05 in New York, a winter Sunday.
constexpr LocalClock kClock{1'795'383'605};

class LocalTimeTest : public ::testing::Test {
 protected:
  LocalTimeTest() {
    setenv("TZ", "America/New_York", 1);
    tzset();
  }
  static std::string Occurred(std::string_view typed) {
    const auto occurred = OccurredAtOf(typed, kClock);
    return occurred ? *occurred : "refused";
  }
};

TEST_F(LocalTimeTest, TakesWords) {
  EXPECT_EQ(Occurred("now"), R"({"precision":"minute","value":"2026-11-22T16:40-05:00"})");
  EXPECT_EQ(Occurred("today"), R"({"precision":"day","value":"2026-11-22"})");
  EXPECT_EQ(Occurred("yesterday"), R"({"precision":"day","value":"2026-11-21"})");
  EXPECT_EQ(Occurred("unknown"), R"({"precision":"unknown"})");
}

TEST_F(LocalTimeTest, TakesLocalMinutesWithTheOffsetOfThatDay) {
  EXPECT_EQ(Occurred("2026-11-22 16:40"),
            R"({"precision":"minute","value":"2026-11-22T16:40-05:00"})");
  EXPECT_EQ(Occurred("2026-07-01 09:05"),
            R"({"precision":"minute","value":"2026-07-01T09:05-04:00"})");
}

TEST_F(LocalTimeTest, RefusesAnHourThatDidNotExist) {
  EXPECT_EQ(Occurred("2026-03-08 02:30"), "refused");
}

TEST_F(LocalTimeTest, TakesWhatIsLessPrecise) {
  EXPECT_EQ(Occurred("2026-11"), R"({"precision":"month","value":"2026-11"})");
  EXPECT_EQ(Occurred("2026"), R"({"precision":"year","value":"2026"})");
  EXPECT_EQ(Occurred("by 2026-11-22"), R"({"precision":"on_or_before","value":"2026-11-22"})");
  EXPECT_EQ(Occurred("from today"), R"({"precision":"on_or_after","value":"2026-11-22"})");
}

TEST_F(LocalTimeTest, TakesTheFullForms) {
  EXPECT_EQ(Occurred("2026-11-22T16:40:05.25Z"),
            R"({"precision":"instant","value":"2026-11-22T16:40:05.25Z"})");
  EXPECT_EQ(Occurred("2026-11-22T16:40+01:00"),
            R"({"precision":"minute","value":"2026-11-22T16:40+01:00"})");
}

TEST_F(LocalTimeTest, RefusesWhatIsNoTime) {
  for (const char* typed :
       {"", "soon", "2026-02-30", "2026-13", "22.11.2026", "2026-11-22 25:00", "by 2026"}) {
    EXPECT_EQ(Occurred(typed), "refused") << typed;
  }
}

TEST_F(LocalTimeTest, GivesMomentsTheirSeconds) {
  EXPECT_EQ(MomentOf("now", kClock), "2026-11-22T16:40:05-05:00");
  EXPECT_EQ(MomentOf("2026-11-22 16:40", kClock), "2026-11-22T16:40:00-05:00");
  EXPECT_EQ(MomentOf("nonsense", kClock), "nonsense");
  EXPECT_EQ(DayOf("today", kClock), "2026-11-22");
}

}  // namespace
}  // namespace reqledger::tools
