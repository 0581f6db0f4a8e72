// Wall-clock time of the person's own time zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::tools {

// Seconds since 1970 in UTC, and how to show them here.
struct LocalClock {
  std::int64_t now_seconds;
  static LocalClock Now();
  std::string Minute() const;  // YYYY-MM-DDTHH:MM±hh:mm
  std::string Second() const;  // YYYY-MM-DDTHH:MM:SS±hh:mm
  std::string Day(int days_ago) const;
};

// The canonical `occurred_at` of what a person typed: now, today, yesterday, unknown, 2026-11-22,
// 2026-11, 2026, "2026-11-22 16:40" (local), or the full forms of docs/formats.md section 2; with
// "by " or "from " before a day.
// Errors: a usage error that lists these.
base::Result<std::string> OccurredAtOf(std::string_view typed, const LocalClock& clock);

// The moment, with seconds and offset, of "now" or "2026-11-22 16:40"; anything else as it stands.
std::string MomentOf(std::string_view typed, const LocalClock& clock);
// The day of "today" or "yesterday"; anything else as it stands.
std::string DayOf(std::string_view typed, const LocalClock& clock);

}  // namespace reqledger::tools
