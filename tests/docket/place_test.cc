#include "ledger/docket/place.h"

#include <gtest/gtest.h>

#include "ledger/docket/moment.h"

namespace reqledger::docket {
namespace {

TEST(PlaceTest, KnowsSummerAndWinter) {
  const Place brussels = Place::Find("Europe/Brussels").value();
  EXPECT_EQ(brussels.Format(*base::ParseRfc3339("2026-07-01T10:00:00Z")),
            "2026-07-01T12:00:00+02:00");
  EXPECT_EQ(brussels.Format(*base::ParseRfc3339("2026-12-01T10:00:00Z")),
            "2026-12-01T11:00:00+01:00");
  const Place new_york = Place::Find("America/New_York").value();
  EXPECT_EQ(new_york.Format(*base::ParseRfc3339("2026-07-01T02:30:00Z")),
            "2026-06-30T22:30:00-04:00");
}

TEST(PlaceTest, SkippedAndDoubledTimes) {
  const Place place = Place::Find("America/New_York").value();
  const auto at = [&](std::string_view day, int minutes) {
    return place.Format(
        place.InstantOf(LocalSeconds(*ParseDay(day)) + std::chrono::minutes(minutes)));
  };
  EXPECT_EQ(at("2026-03-08", 150), "2026-03-08T03:00:00-04:00");  // 02:30 is skipped
  EXPECT_EQ(at("2026-11-01", 90), "2026-11-01T01:30:00-04:00");   // the earlier of the two
  EXPECT_EQ(at("2040-07-01", 0), "2040-07-01T00:00:00-04:00");    // beyond the system's table
  EXPECT_EQ(at("2040-01-01", 0), "2040-01-01T00:00:00-05:00");
  EXPECT_EQ(at("2067-07-01", 0), "2067-07-01T00:00:00-04:00");
}

TEST(PlaceTest, RefusesWhatTheSystemDoesNotKnow) {
  EXPECT_EQ(Place::Find("Middle/Earth").error().code, base::Code::kInvalidArgument);
  EXPECT_FALSE(Place::Find(""));
}

TEST(MomentTest, DaysAndInstants) {
  EXPECT_EQ(FormatDay(std::get<LocalDay>(*ParseMoment("2024-02-29"))), "2024-02-29");
  EXPECT_EQ(base::FormatInstant(UtcStartOf(*ParseMoment("2024-02-29"))),
            "2024-02-29T00:00:00.000000Z");
  EXPECT_EQ(base::FormatInstant(UtcStartOf(*ParseMoment("2024-02-29T01:00:00+02:00"))),
            "2024-02-28T23:00:00.000000Z");
  EXPECT_TRUE(std::holds_alternative<base::Instant>(*ParseMoment("2026-09-07T14:20:00+02:00")));
  EXPECT_TRUE(std::holds_alternative<base::Instant>(*ParseMoment("2026-09-07T14:20+02:00")));
  EXPECT_FALSE(ParseMoment("2026-09"));
  EXPECT_FALSE(ParseMoment("2026-02-29"));
  EXPECT_TRUE(ParseOccurredAt(R"({"precision":"on_or_before","value":"2026-01-02"})"));
  EXPECT_FALSE(ParseOccurredAt(R"({"precision":"unknown"})"));
  EXPECT_FALSE(ParseOccurredAt(R"({"precision":"month","value":"2026-01"})"));
}

}  // namespace
}  // namespace reqledger::docket
