// Durations as statutes and orders give them: years and months are counted by the calendar, hours
// by the clock.
//
// Errors: invalid_argument for a text that is no ISO 8601 duration of whole units.
// Source: ISO 8601 durations, less fractions, weeks mixed with others, and negative ones.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::docket {

struct Duration {
  int years = 0;
  int months = 0;
  int days = 0;  // weeks are seven
  int hours = 0;
  int minutes = 0;

  bool of_hours() const { return hours != 0 || minutes != 0; }
  friend bool operator==(const Duration&, const Duration&) = default;
};

// `P90D`, `P1Y`, `P3M`, `P2W`, `PT48H`; not days and hours at once, which no calendar of law
// counts.
base::Result<Duration> ParseDuration(std::string_view text);

// `P90D`, `P1Y6M`, `PT48H`.
std::string DurationText(const Duration& duration);

// True where `a` is longer than `b`, months of 30 days and years of 365.
bool IsLonger(const Duration& a, const Duration& b);

}  // namespace reqledger::docket
