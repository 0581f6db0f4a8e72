// How long there is still until something is due, and the day that it is due on, in words.
//
// Units: an end of day is written as the instant at which the next day begins; shown is the day
// that ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/time.h"

namespace reqledger::tools {

struct DueTimes {
  std::optional<base::Instant> strict;  // nothing: at any time
  std::optional<base::Instant> legal;
  bool overdue = false;
};

// "in 3 days", "2 days ago – OVERDUE"; "in 2 days – strict day past" between the two.
std::string LeftInWords(const DueTimes& times, base::Instant now);

// Of an RFC 3339 instant with the offset of its place: "2026-12-01", "2026-12-06 17:59 -05:00".
std::string DueDay(std::string_view due_at);
std::string DueMoment(std::string_view due_at);

// Whether it is the end of a whole day.
bool IsEndOfDay(std::string_view due_at);

}  // namespace reqledger::tools
