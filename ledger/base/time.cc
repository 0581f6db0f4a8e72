#include "ledger/base/time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace reqledger::base {
namespace {

// Reads exactly `width` digits at `position`.
std::optional<int> Digits(std::string_view text, std::size_t position, std::size_t width) {
  if (position + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = position; i < position + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<std::chrono::sys_days> Date(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text, 0, 4);
  const auto month = Digits(text, 5, 2);
  const auto day = Digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// `Z` or `±hh:mm` as minutes east of UTC.
std::optional<int> Offset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = Digits(text, 1, 2);
  const auto minutes = Digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return text[0] == '-' ? -offset : offset;
}

// `YYYY-MM-DDTHH:MM` as minutes since the epoch, not yet shifted by an offset.
std::optional<std::int64_t> DateMinutes(std::string_view text) {
  const auto date = Date(text);
  if (!date || text.size() < 16 || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto hour = Digits(text, 11, 2);
  const auto minute = Digits(text, 14, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return std::int64_t{date->time_since_epoch().count()} * 24 * 60 + *hour * 60 + *minute;
}

}  // namespace

std::string FormatInstant(Instant instant) {
  const std::chrono::sys_time<std::chrono::microseconds> time{
      std::chrono::microseconds(instant.micros)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

std::optional<Instant> ParseRecordedAt(std::string_view text) {
  if (text.size() != 27 || text[19] != '.' || text[26] != 'Z') return std::nullopt;
  return ParseRfc3339(text);
}

std::optional<Instant> ParseRfc3339(std::string_view text) {
  const auto minutes = DateMinutes(text);
  if (!minutes || text.size() < 20 || text[16] != ':') return std::nullopt;
  const auto seconds = Digits(text, 17, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  std::size_t position = 19;
  std::int64_t fraction = 0;
  if (text[position] == '.') {
    ++position;
    int digits = 0;
    while (position < text.size() && text[position] >= '0' && text[position] <= '9') {
      if (++digits > 6) return std::nullopt;
      fraction = fraction * 10 + (text[position++] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits) fraction *= 10;
  }
  const auto offset = Offset(text.substr(position));
  if (!offset) return std::nullopt;
  return Instant{((*minutes - *offset) * 60 + *seconds) * 1'000'000 + fraction};
}

std::optional<Instant> ParseMinute(std::string_view text) {
  const auto minutes = DateMinutes(text);
  if (!minutes || text.size() != 22) return std::nullopt;
  const auto offset = Offset(text.substr(16));
  if (!offset) return std::nullopt;
  return Instant{(*minutes - *offset) * 60 * 1'000'000};
}

bool IsDate(std::string_view text) { return text.size() == 10 && Date(text).has_value(); }

bool IsMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-' || !Digits(text, 0, 4)) return false;
  const auto month = Digits(text, 5, 2);
  return month && *month >= 1 && *month <= 12;
}

bool IsYear(std::string_view text) { return text.size() == 4 && Digits(text, 0, 4).has_value(); }

}  // namespace reqledger::base
