#include "ledger/docket/moment.h"

#include <boost/json.hpp>
#include <string>

#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

int Number(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

}  // namespace

std::optional<LocalDay> ParseDay(std::string_view text) {
  if (!base::IsDate(text)) return std::nullopt;
  const std::chrono::year_month_day day{
      std::chrono::year(Number(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(Number(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(Number(text.substr(8, 2))))};
  return LocalDay(day);
}

std::string FormatDay(LocalDay day) { return base::FormatInstant(UtcStartOf(day)).substr(0, 10); }

base::Instant UtcStartOf(const Moment& moment) {
  if (const auto* const instant = std::get_if<base::Instant>(&moment)) return *instant;
  const auto midnight = std::get<LocalDay>(moment).time_since_epoch();
  return base::Instant{std::chrono::microseconds(midnight).count()};
}

std::optional<Moment> ParseMoment(std::string_view text) {
  if (const auto day = ParseDay(text)) return Moment(*day);
  if (const auto instant = base::ParseRfc3339(text)) return Moment(*instant);
  if (const auto instant = base::ParseMinute(text)) return Moment(*instant);
  return std::nullopt;
}

std::optional<Moment> ParseOccurredAt(std::string_view json) {
  const auto parsed = event::ParseStrict(json, event::Names::kEvent, 1);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const boost::json::value* const value = parsed->get_object().if_contains("value");
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return ParseMoment(value->get_string());
}

LocalDay UtcDayOf(const Moment& moment) {
  if (const auto* const day = std::get_if<LocalDay>(&moment)) return *day;
  return std::chrono::floor<std::chrono::days>(
      LocalSeconds(std::chrono::floor<std::chrono::seconds>(
          std::chrono::microseconds(std::get<base::Instant>(moment).micros))));
}

base::Instant EndOf(const Moment& moment, const Place& place) {
  if (const auto* const instant = std::get_if<base::Instant>(&moment)) return *instant;
  return place.InstantOf(LocalSeconds(std::get<LocalDay>(moment) + std::chrono::days(1)));
}

}  // namespace reqledger::docket
