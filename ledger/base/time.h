// Instants and calendar dates as the formats write them.
//
// Units: an Instant is microseconds since 1970-01-01T00:00:00Z, without leap seconds.
// Source: docs/formats.md section 2; RFC 3339.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reqledger::base {

struct Instant {
  std::int64_t micros = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, the form of recorded_at.
std::string FormatInstant(Instant instant);
std::optional<Instant> ParseRecordedAt(std::string_view text);

// RFC 3339 with offset or Z, seconds and at most 6 further digits: precision `instant`. Upper-case
// T and Z.
std::optional<Instant> ParseRfc3339(std::string_view text);

// `YYYY-MM-DDTHH:MM±hh:mm`: precision `minute`.
std::optional<Instant> ParseMinute(std::string_view text);

// True for a date of the calendar: `YYYY-MM-DD`, `YYYY-MM`, `YYYY`.
bool IsDate(std::string_view text);
bool IsMonth(std::string_view text);
bool IsYear(std::string_view text);

}  // namespace reqledger::base
