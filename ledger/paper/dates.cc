#include "ledger/paper/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>

#include "ledger/base/time.h"

namespace reqledger::paper {
namespace {

namespace json = boost::json;

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr double kMicrosOfDay = 86'400e6;

int Number(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

// "2023-11-17" as "17 Nov 2023"; less where there is less.
std::string DateText(std::string_view text) {
  const std::string year(text.substr(0, 4));
  const bool has_month = base::IsMonth(text.substr(0, 7)), has_day = base::IsDate(text);
  if (!has_month && !has_day) return std::string(text);
  const std::string month(kMonths[static_cast<std::size_t>(Number(text.substr(5, 2))) - 1]);
  const std::string join(kJoin);
  if (!has_day) return month + join + year;
  return std::to_string(Number(text.substr(8, 2))) + join + month + join + year;
}

std::string TextAt(const json::object& object, json::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

std::optional<base::Instant> ParseTime(std::string_view text) {
  const auto instant = base::ParseRfc3339(text);
  return instant ? instant : base::ParseMinute(text);
}

}  // namespace

std::string Grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += "\xe2\x80\xaf";
    grouped += digits[i];
  }
  return grouped;
}

std::string InstantText(std::string_view text) {
  if (!ParseTime(text)) return std::string(text);
  const bool is_utc = text.ends_with('Z');
  const std::string_view offset = text.substr(text.size() - (is_utc ? 1 : 6));
  std::string zone = is_utc ? "UTC" : std::string(offset);
  if (zone.front() == '-') zone.replace(0, 1, "\xe2\x88\x92");
  return DateText(text.substr(0, 10)) + ", " + std::string(text.substr(11, 5)) +
         std::string(kJoin) + zone;
}

std::string OccurredText(const json::value& value) {
  const json::object* object = value.if_object();
  const std::string precision = object == nullptr ? "" : TextAt(*object, "precision");
  if (precision.empty() || precision == "unknown") return "date unknown";
  const std::string text = TextAt(*object, "value");
  if (precision == "instant" || precision == "minute") return InstantText(text);
  std::string date = DateText(text);
  if (precision == "on_or_before") return "on or before " + date;
  if (precision == "on_or_after") return "on or after " + date;
  return date;
}

std::optional<double> DayOfText(std::string_view text) {
  if (const auto instant = ParseTime(text)) {
    return static_cast<double>(instant->micros) / kMicrosOfDay;
  }
  if (!base::IsDate(text) && !base::IsMonth(text) && !base::IsYear(text)) return std::nullopt;
  const int year = Number(text.substr(0, 4));
  const auto month = static_cast<unsigned>(text.size() > 4 ? Number(text.substr(5, 2)) : 1);
  const auto day = static_cast<unsigned>(text.size() > 7 ? Number(text.substr(8, 2)) : 1);
  const std::chrono::sys_days days = std::chrono::year_month_day(
      std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
  return static_cast<double>(days.time_since_epoch().count());
}

std::optional<double> DayOf(const json::value& value) {
  const json::object* object = value.if_object();
  return object == nullptr ? std::nullopt : DayOfText(TextAt(*object, "value"));
}

std::string DayText(double day) {
  const std::chrono::sys_days days{std::chrono::days(std::llround(std::floor(day)))};
  const std::chrono::year_month_day date(days);
  const std::string join(kJoin);
  return std::to_string(static_cast<unsigned>(date.day())) + join +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + join +
         std::to_string(static_cast<int>(date.year()));
}

std::string NameText(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

}  // namespace reqledger::paper
