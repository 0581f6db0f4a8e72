#include "tools/time_left.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::uint64_t kDaySeconds = 86'400;
constexpr std::uint64_t kYearDays = 365;
constexpr std::string_view kDayForm = "YYYY-MM-DD";
constexpr std::string_view kMinuteForm = "YYYY-MM-DDTHH:MM";

std::string Span(std::int64_t micros) {
  const auto seconds = static_cast<std::uint64_t>((micros < 0 ? -micros : micros) / kMicros);
  const std::uint64_t days = seconds / kDaySeconds;
  if (days >= 2 * kYearDays) return Counted(days / kYearDays, "year", "years");
  return HumanSeconds(seconds);
}

int NumberIn(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  std::from_chars(text.data() + at, text.data() + at + digits, number);
  return number;
}

std::string DayBefore(std::string_view day) {
  using std::chrono::year_month_day;
  const year_month_day date{std::chrono::year(NumberIn(day, 0, 4)),
                            std::chrono::month(static_cast<unsigned>(NumberIn(day, 5, 2))),
                            std::chrono::day(static_cast<unsigned>(NumberIn(day, 8, 2)))};
  const year_month_day before{std::chrono::sys_days(date) - std::chrono::days(1)};
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(before.year()),
                static_cast<unsigned>(before.month()), static_cast<unsigned>(before.day()));
  return text.data();
}

}  // namespace

std::string LeftInWords(const DueTimes& times, base::Instant now) {
  if (!times.strict) return "now";
  const base::Instant strict = *times.strict;
  const base::Instant legal = times.legal.value_or(strict);
  if (now <= strict) return "in " + Span(strict.micros - now.micros);
  if (now <= legal) return "in " + Span(legal.micros - now.micros) + " – strict day past";
  return Span(now.micros - legal.micros) + (times.overdue ? " ago – OVERDUE" : " ago");
}

bool IsEndOfDay(std::string_view due_at) {
  return base::ParseRfc3339(due_at) && due_at.substr(kDayForm.size()).starts_with("T00:00:00") &&
         due_at[kDayForm.size() + 9] != '.';
}

std::string DueDay(std::string_view due_at) {
  if (!base::ParseRfc3339(due_at)) return Printable(due_at);
  const std::string_view day = due_at.substr(0, kDayForm.size());
  return IsEndOfDay(due_at) ? DayBefore(day) : std::string(day);
}

std::string DueMoment(std::string_view due_at) {
  if (!base::ParseRfc3339(due_at) || IsEndOfDay(due_at)) return DueDay(due_at);
  const std::size_t offset = due_at.find_first_of("Z+-", kMinuteForm.size());
  return DueDay(due_at) + " " +
         std::string(due_at.substr(kDayForm.size() + 1, kMinuteForm.size() - kDayForm.size() - 1)) +
         " " + std::string(due_at.substr(offset));
}

}  // namespace reqledger::tools
