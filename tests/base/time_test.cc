#include "ledger/base/time.h"

#include <gtest/gtest.h>

namespace reqledger::base {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(InstantTest, FormatsSixDigitsInUtc) {
  EXPECT_EQ(FormatInstant({0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatInstant({1'700'000'000 * kSecond + 42}), "2023-11-14T22:13:20.000042Z");
  EXPECT_EQ(FormatInstant({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatInstant({951'782'400 * kSecond}), "2000-02-29T00:00:00.000000Z");
}

TEST(InstantTest, ParsesWhatItFormats) {
  for (const std::int64_t micros :
       {std::int64_t{0}, std::int64_t{-1}, 1'700'000'000 * kSecond + 999'999,
        253'402'300'799 * kSecond + 999'999}) {
    const auto instant = ParseRecordedAt(FormatInstant({micros}));
    ASSERT_TRUE(instant);
    EXPECT_EQ(instant->micros, micros);
  }
}

TEST(InstantTest, RecordedAtHasOneForm) {
  EXPECT_TRUE(ParseRecordedAt("2023-11-14T22:13:20.000042Z"));
  for (const std::string_view text :
       {"2023-11-14T22:13:20Z", "2023-11-14T22:13:20.00004Z", "2023-11-14T22:13:20.0000420Z",
        "2023-11-14T22:13:20.000042", "2023-11-14T22:13:20.000042z", "2023-11-14 22:13:20.000042Z",
        "2023-11-14t22:13:20.000042Z", "2023-11-14T22:13:20,000042Z",
        "2023-11-14T22:13:2.000000+0Z", "2023-11-14T22:13:20.00+01:00"}) {
    EXPECT_FALSE(ParseRecordedAt(text)) << text;
  }
}

TEST(InstantTest, ParsesRfc3339) {
  const std::int64_t micros = 1'700'000'000 * kSecond;
  EXPECT_EQ(ParseRfc3339("2023-11-14T22:13:20Z")->micros, micros);
  EXPECT_EQ(ParseRfc3339("2023-11-14T23:13:20+01:00")->micros, micros);
  EXPECT_EQ(ParseRfc3339("2023-11-14T16:43:20-05:30")->micros, micros);
  EXPECT_EQ(ParseRfc3339("2023-11-15T00:13:20+02:00")->micros, micros);
  EXPECT_EQ(ParseRfc3339("2023-11-14T22:13:20.5Z")->micros, micros + kSecond / 2);
  EXPECT_EQ(ParseRfc3339("2023-11-14T22:13:20.000001Z")->micros, micros + 1);
}

TEST(InstantTest, RefusesWhatIsNoInstant) {
  for (const std::string_view text : {"",
                                      "2023-11-14",
                                      "2023-11-14T22:13Z",
                                      "2023-11-14T22:13:20",
                                      "2023-11-14T22:13:20.Z",
                                      "2023-11-14T22:13:20.0000001Z",
                                      "2023-11-14T24:00:00Z",
                                      "2023-11-14T22:60:00Z",
                                      "2023-11-14T22:13:20+24:00",
                                      "2023-11-14T22:13:20+01:60",
                                      "2023-11-14T22:13:20+0100",
                                      "2023-11-14T22:13:20+01",
                                      "2023-11-14T22:13:20ZZ",
                                      "2023-11-14T22:13:20 Z",
                                      "2023-02-29T00:00:00Z",
                                      "1900-02-29T00:00:00Z",
                                      "2023-04-31T00:00:00Z",
                                      "2023-00-01T00:00:00Z",
                                      "2023-13-01T00:00:00Z",
                                      "2023-01-00T00:00:00Z",
                                      "2023-1-01T00:00:00Z",
                                      "23-01-01T00:00:00Z",
                                      "+2023-01-01T00:00:00Z",
                                      "2023-11-14T-1:13:20Z",
                                      "2023-11-14T22:+1:20Z"}) {
    EXPECT_FALSE(ParseRfc3339(text)) << text;
  }
}

// An Instant has no place for them, and moving one would invent a time.
TEST(InstantTest, RefusesLeapSeconds) {
  EXPECT_FALSE(ParseRfc3339("2016-12-31T23:59:60Z"));
  EXPECT_FALSE(ParseRfc3339("2017-01-01T00:59:60+01:00"));
  EXPECT_FALSE(ParseRecordedAt("2016-12-31T23:59:60.000000Z"));
  EXPECT_TRUE(ParseRfc3339("2016-12-31T23:59:59Z"));
}

TEST(MinuteTest, NeedsAnOffset) {
  EXPECT_EQ(ParseMinute("2023-11-14T23:13+01:00")->micros, (1'700'000'000 - 20) * kSecond);
  EXPECT_TRUE(ParseMinute("2023-11-14T22:13-00:00"));
  for (const std::string_view text :
       {"2023-11-14T22:13Z", "2023-11-14T22:13", "2023-11-14T22:13:20Z", "2023-11-14T22:13+0100",
        "2023-11-14T22:13:00+01:00", "2023-02-30T22:13+01:00"}) {
    EXPECT_FALSE(ParseMinute(text)) << text;
  }
}

TEST(DateTest, KnowsTheCalendar) {
  EXPECT_TRUE(IsDate("2024-02-29"));
  EXPECT_TRUE(IsDate("2000-02-29"));
  for (const std::string_view text : {"2023-02-29", "2100-02-29", "2023-06-31", "2023-00-10",
                                      "2023-1-1", "2023-01-011", "2023-01", " 2023-01-01", ""}) {
    EXPECT_FALSE(IsDate(text)) << text;
  }
  EXPECT_TRUE(IsMonth("2023-12"));
  EXPECT_FALSE(IsMonth("2023-13"));
  EXPECT_FALSE(IsMonth("2023-00"));
  EXPECT_FALSE(IsMonth("2023/12"));
  EXPECT_FALSE(IsMonth("2023-1"));
  EXPECT_TRUE(IsYear("2023"));
  EXPECT_FALSE(IsYear("202"));
  EXPECT_FALSE(IsYear("20230"));
  EXPECT_FALSE(IsYear("-023"));
}

}  // namespace
}  // namespace reqledger::base
