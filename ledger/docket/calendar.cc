#include "ledger/docket/calendar.h"

#include <algorithm>

namespace reqledger::docket {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

bool IsWeekend(LocalDay day) {
  const std::chrono::weekday weekday(day);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

LocalDay DayOf(LocalSeconds local) { return std::chrono::floor<days>(local); }

// The same day of the month `years` and `months` on, else the last of it.
LocalDay AddCalendar(LocalDay day, const Duration& duration) {
  std::chrono::year_month_day date(day);
  date += std::chrono::months(duration.months);
  date += std::chrono::years(duration.years);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return LocalDay(date) + days(duration.days);
}

LocalDay NextWorkingDay(LocalDay day, const HolidaySet& holidays) {
  while (!holidays.IsWorkingDay(day)) day += days(1);
  return day;
}

// Behind `day`, up to and with the same day of the week `weeks` on.
int WorkingDaysIn(LocalDay day, int weeks, const HolidaySet& holidays) {
  const auto first = holidays.days.upper_bound(day);
  const auto last = holidays.days.upper_bound(day + days(7 * weeks));
  const auto taken =
      std::count_if(first, last, [](LocalDay holiday) { return !IsWeekend(holiday); });
  return 5 * weeks - static_cast<int>(taken);
}

LocalDay WorkingDayAfter(LocalDay day, int count, const HolidaySet& holidays) {
  // Whole weeks at once: they hold fewer working days than are wanted.
  while (count > 5) {
    const int weeks = (count - 1) / 5;
    count -= WorkingDaysIn(day, weeks, holidays);
    day += days(7 * weeks);
  }
  for (int i = 0; i < count; ++i) day = NextWorkingDay(day + days(1), holidays);
  return day;
}

// The last day of a period of days, weeks, months or years.
LocalDay LastDay(LocalDay trigger, const Duration& duration, const Calendar& calendar,
                 const HolidaySet& holidays) {
  if (calendar.counts == Calendar::Counts::kWorkingDays) {
    return WorkingDayAfter(trigger, duration.days, holidays);
  }
  LocalDay last = AddCalendar(trigger, duration);
  const bool of_two_days = last - trigger >= days(2);
  if (calendar.rolls) last = NextWorkingDay(last, holidays);
  if (of_two_days && calendar.working_days_min > 0) {
    last = std::max(last, WorkingDayAfter(trigger, calendar.working_days_min, holidays));
  }
  return last;
}

// How long after `instant` the next full hour begins, at the place; a full hour if it is one.
std::chrono::microseconds UntilNextHour(base::Instant instant, const Place& place) {
  const LocalSeconds local = place.LocalOf(instant);
  const std::chrono::microseconds since_epoch(instant.micros);
  return std::chrono::floor<hours>(local) + hours(1) - local -
         (since_epoch - std::chrono::floor<std::chrono::seconds>(since_epoch));
}

// An end of hours on a day on which nobody works moves to the same time of the next working day.
base::Instant RollHours(base::Instant end, const Calendar& calendar, const HolidaySet& holidays,
                        const Place& place) {
  if (!calendar.hours_roll) return end;
  const LocalSeconds local = place.LocalOf(end);
  const LocalDay day = DayOf(local);
  const LocalDay working = NextWorkingDay(day, holidays);
  return working == day ? end : place.InstantOf(local + (working - day));
}

Due DueOfHours(base::Instant trigger, const Duration& duration, const Calendar& calendar,
               const HolidaySet& holidays, const Place& place) {
  const auto length = std::chrono::microseconds(hours(duration.hours) + minutes(duration.minutes));
  const base::Instant strict{trigger.micros + length.count()};
  base::Instant end = strict;
  // The hours counted begin with the first full one after the event.
  if (calendar.hours_skip_first) end.micros += UntilNextHour(trigger, place).count();
  return {.strict = strict, .legal = RollHours(end, calendar, holidays, place)};
}

base::Instant EndOfDay(LocalDay day, const Place& place) {
  return place.InstantOf(LocalSeconds(day + days(1)));
}

}  // namespace

bool HolidaySet::IsWorkingDay(LocalDay day) const { return !IsWeekend(day) && !days.contains(day); }

Due DueAfter(const Moment& trigger, const Duration& duration, const Calendar& calendar,
             const HolidaySet& holidays, const Place& place) {
  const auto* const instant = std::get_if<base::Instant>(&trigger);
  if (duration.of_hours()) {
    // A day that is all that is known begins with its first hour: the careful reading.
    const base::Instant begin =
        instant != nullptr ? *instant : place.InstantOf(LocalSeconds(std::get<LocalDay>(trigger)));
    return DueOfHours(begin, duration, calendar, holidays, place);
  }
  const LocalSeconds local =
      instant != nullptr ? place.LocalOf(*instant) : LocalSeconds(std::get<LocalDay>(trigger));
  const LocalDay first = DayOf(local);
  const LocalDay last = LastDay(first, duration, calendar, holidays);
  const LocalDay plain =
      calendar.counts == Calendar::Counts::kWorkingDays ? last : AddCalendar(first, duration);
  Due due{.strict = instant != nullptr ? place.InstantOf(plain + (local - first))
                                       : EndOfDay(plain, place),
          .legal = EndOfDay(last, place)};
  if (calendar.counts == Calendar::Counts::kInstant) due.legal = due.strict;
  const bool asks = calendar.rolls || calendar.counts == Calendar::Counts::kWorkingDays;
  due.holidays_known = !asks || (holidays.Knows(plain) && holidays.Knows(last));
  return due;
}

Due DueOn(const Moment& end, const Calendar& calendar, const HolidaySet& holidays,
          const Place& place) {
  const base::Instant strict = EndOf(end, place);
  const auto* const day = std::get_if<LocalDay>(&end);
  if (day == nullptr || !calendar.rolls) return {.strict = strict, .legal = strict};
  const LocalDay last = NextWorkingDay(*day, holidays);
  return {.strict = strict,
          .legal = EndOfDay(last, place),
          .holidays_known = holidays.Knows(*day) && holidays.Knows(last)};
}

}  // namespace reqledger::docket
