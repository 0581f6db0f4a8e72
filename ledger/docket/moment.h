// When something happened, as a paper says it: a day, or a point in time.
//
// Errors: none; what is neither is no Moment.
// Source: docs/formats.md section 2 (occurred_at); schemas/README.md (a day, a moment).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "ledger/base/time.h"
#include "ledger/docket/place.h"

namespace reqledger::docket {

// A whole day of the calendar at the place, or an instant.
using Moment = std::variant<LocalDay, base::Instant>;

// `YYYY-MM-DD`, or RFC 3339 with offset, seconds or only minutes.
std::optional<Moment> ParseMoment(std::string_view text);

// The same of an occurred_at, canonical JSON; nothing for one known to a month or less.
std::optional<Moment> ParseOccurredAt(std::string_view json);

// The day by universal time: packs are chosen by it.
LocalDay UtcDayOf(const Moment& moment);

// Itself, or where the day begins by universal time: for what compares without a place.
base::Instant UtcStartOf(const Moment& moment);

std::optional<LocalDay> ParseDay(std::string_view text);
std::string FormatDay(LocalDay day);

// The first instant that is surely not before the moment: a day ends when the next begins.
base::Instant EndOf(const Moment& moment, const Place& place);

}  // namespace reqledger::docket
