// How a law counts time: which days count, and where a period ends.
//
// Units: instants; an end of day is the instant at which the next day begins at the place.
// Source: the `calendars` of schemas/rules; schemas/README.md "Rules".
#pragma once

#include <set>
#include <string>

#include "ledger/base/time.h"
#include "ledger/docket/duration.h"
#include "ledger/docket/moment.h"
#include "ledger/docket/place.h"

namespace reqledger::docket {

struct Calendar {
  enum class Counts { kDays, kWorkingDays, kInstant };
  std::string name;
  Counts counts = Counts::kDays;
  bool rolls = false;             // a last day that is no working day moves on
  bool hours_roll = false;        // so does an hour period that ends on one
  bool hours_skip_first = false;  // the hour of the event is not counted
  int working_days_min = 0;       // in a period of two days or more
};

struct HolidaySet {
  std::string name;
  LocalDay from;  // the days that it knows about, both included
  LocalDay to;
  std::set<LocalDay> days;

  bool Knows(LocalDay day) const { return from <= day && day <= to; }
  bool IsWorkingDay(LocalDay day) const;  // neither Saturday nor Sunday nor one of its days
};

struct Due {
  base::Instant strict;        // trigger + duration: what alarms go by
  base::Instant legal;         // by the calendar: what timeliness goes by
  bool holidays_known = true;  // false: the period touches days that the holiday set does not know
};

// When a period of `duration` from `trigger` ends.
Due DueAfter(const Moment& trigger, const Duration& duration, const Calendar& calendar,
             const HolidaySet& holidays, const Place& place);

// When a day or moment that a paper prints ends: rolled as the calendar has it.
Due DueOn(const Moment& end, const Calendar& calendar, const HolidaySet& holidays,
          const Place& place);

}  // namespace reqledger::docket
