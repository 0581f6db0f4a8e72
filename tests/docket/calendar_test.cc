#include "ledger/docket/calendar.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "ledger/base/file.h"
#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

namespace json = boost::json;

struct Expected {
  std::string strict;
  std::string legal;
};

Expected DueBy(std::string_view calendar, std::string_view holidays, std::string_view zone,
               std::string_view trigger, std::string_view duration) {
  const Place place = Place::Find(zone).value();
  const Due due = DueAfter(*ParseMoment(trigger), ParseDuration(duration).value(),
                           *Rules().FindCalendar(calendar), Rules().Holidays(holidays), place);
  return {place.Format(due.strict), place.Format(due.legal)};
}

std::string Text(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value == nullptr ? "" : std::string(value->get_string());
}

// The table of statutes and cases in tests/rules/vectors.json, made by hand and by a model in
// another language.
TEST(CalendarTest, EveryVectorOfTheTable) {
  const auto bytes =
      base::ReadFile(std::string(REQLEDGER_SOURCE_DIR) + "/tests/rules/vectors.json", 1 << 20);
  ASSERT_TRUE(bytes.has_value());
  const json::value parsed = json::parse(*bytes);
  const json::array& vectors =
      parsed.is_array() ? parsed.get_array() : parsed.at("vectors").get_array();
  ASSERT_GE(vectors.size(), 40U);
  for (const json::value& value : vectors) {
    const json::object& vector = value.get_object();
    SCOPED_TRACE(Text(vector, "case"));
    const Expected due =
        DueBy(Text(vector, "calendar"), Text(vector, "holidays"), Text(vector, "time_zone"),
              Text(vector, "trigger"), Text(vector, "duration"));
    EXPECT_EQ(due.strict, Text(vector, "strict_due_at"));
    EXPECT_EQ(due.legal, Text(vector, "legal_due_at"));
  }
}

// Weeks are counted at once; day by day is the same.
TEST(CalendarTest, ManyWorkingDays) {
  const Place place = Place::Find("UTC").value();
  const Calendar calendar{.name = "w", .counts = Calendar::Counts::kWorkingDays};
  HolidaySet holidays{.name = "h", .from = {}, .to = {}, .days = {}};
  for (int i = 0; i < 400; i += 9)
    holidays.days.insert(*ParseDay("2024-01-01") + std::chrono::days(i));
  for (int from = 0; from < 9; ++from) {
    const LocalDay trigger = *ParseDay("2024-01-03") + std::chrono::days(from);
    LocalDay last = trigger;
    for (int count = 1; count < 120; ++count) {
      do last += std::chrono::days(1);
      while (!holidays.IsWorkingDay(last));
      const Due due = DueAfter(trigger, Duration{.days = count}, calendar, holidays, place);
      ASSERT_EQ(due.legal, place.InstantOf(LocalSeconds(last + std::chrono::days(1)))) << count;
    }
  }
}

TEST(CalendarTest, SaysWhereHolidaysAreNotKnown) {
  const Place place = Place::Find("America/New_York").value();
  const Calendar& calendar = *Rules().FindCalendar("us_frcp6");
  const HolidaySet& holidays = Rules().Holidays("us_federal");
  const Duration duration = ParseDuration("P14D").value();
  EXPECT_TRUE(
      DueAfter(*ParseMoment("2026-03-02"), duration, calendar, holidays, place).holidays_known);
  EXPECT_FALSE(
      DueAfter(*ParseMoment("2031-12-28"), duration, calendar, holidays, place).holidays_known);
  EXPECT_FALSE(
      DueAfter(*ParseMoment("1999-01-01"), duration, calendar, holidays, place).holidays_known);
}

TEST(CalendarTest, APrintedDayRollsWhereTheCalendarDoes) {
  const Place place = Place::Find("America/New_York").value();
  const Moment saturday = *ParseMoment("2026-07-04");
  const Due rolled =
      DueOn(saturday, *Rules().FindCalendar("us_frcp6"), Rules().Holidays("us_federal"), place);
  EXPECT_EQ(place.Format(rolled.strict), "2026-07-05T00:00:00-04:00");
  EXPECT_EQ(place.Format(rolled.legal), "2026-07-07T00:00:00-04:00");
  const Due stays =
      DueOn(saturday, *Rules().FindCalendar("us_calendar"), Rules().Holidays(""), place);
  EXPECT_EQ(stays.strict, stays.legal);
}

}  // namespace
}  // namespace reqledger::docket
