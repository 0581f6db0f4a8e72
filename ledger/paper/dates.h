// Dates and numbers for people, as the page of a bundle writes them.
//
// Lines break before a time and nowhere within date or time: kJoin stands between their parts.
// Source: web/src/format.js.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reqledger::paper {

// The space that no line ends at.
inline constexpr std::string_view kJoin = "\u00a0";

// 1234567 as "1 234 567", with narrow spaces that no line ends at.
std::string Grouped(std::uint64_t number);

// A time of RFC 3339, to the minute, with its own offset: "2 Mar 2026, 09:04 UTC". What is none
// stays as it is.
std::string InstantText(std::string_view text);
// The value of `occurred_at`, to its own precision; null too has one.
std::string OccurredText(const boost::json::value& value);
// Days since 1970-01-01 to the begin of what `occurred_at` names; nothing for what is unknown.
std::optional<double> DayOf(const boost::json::value& value);
// The same of a whole text.
std::optional<double> DayOfText(std::string_view text);
// "2 Mar 2026" of days since 1970-01-01.
std::string DayText(double day);

// "demand_id" as "Demand id", where no schema gives a better name.
std::string NameText(std::string_view name);

}  // namespace reqledger::paper
