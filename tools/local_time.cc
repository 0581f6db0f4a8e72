#include "tools/local_time.h"

#include <array>
#include <chrono>
#include <ctime>

#include "ledger/base/time.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::size_t kMinuteChars = 16;  // YYYY-MM-DD HH:MM

std::string Format(std::int64_t seconds, const char* form) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), form, &local)};
}

// `±hh:mm` for what strftime writes as ±hhmm.
std::string WithOffset(std::int64_t seconds, const char* form) {
  std::string text = Format(seconds, form) + Format(seconds, "%z");
  return text.insert(text.size() - 2, ":");
}

// "2026-11-22 16:40", a local time, with the offset that held then; empty for other text.
std::string LocalMinute(std::string_view typed) {
  if (typed.size() != kMinuteChars || (typed[10] != ' ' && typed[10] != 'T')) return {};
  std::string text(typed);
  text[10] = 'T';
  if (!base::ParseMinute(text + "+00:00")) return {};
  std::tm local{};
  if (strptime(text.c_str(), "%Y-%m-%dT%H:%M", &local) == nullptr) return {};
  local.tm_isdst = -1;
  const std::int64_t seconds = std::mktime(&local);
  const std::string back = WithOffset(seconds, "%Y-%m-%dT%H:%M");
  return back.starts_with(text) ? back : std::string();  // not in the hour that summer time skips
}

std::string Precise(std::string_view precision, std::string_view value) {
  return R"({"precision":")" + std::string(precision) + R"(","value":")" + std::string(value) +
         "\"}";
}

}  // namespace

LocalClock LocalClock::Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(now).count()};
}

std::string LocalClock::Minute() const { return WithOffset(now_seconds, "%Y-%m-%dT%H:%M"); }
std::string LocalClock::Second() const { return WithOffset(now_seconds, "%Y-%m-%dT%H:%M:%S"); }
std::string LocalClock::Day(int days_ago) const {
  return Format(now_seconds - days_ago * kDaySeconds, "%Y-%m-%d");
}

std::string DayOf(std::string_view typed, const LocalClock& clock) {
  if (typed == "today") return clock.Day(0);
  if (typed == "yesterday") return clock.Day(1);
  return std::string(typed);
}

std::string MomentOf(std::string_view typed, const LocalClock& clock) {
  if (typed == "now") return clock.Second();
  std::string minute = LocalMinute(typed);
  if (minute.empty()) minute = typed;
  return base::ParseMinute(minute) ? minute.insert(kMinuteChars, ":00") : minute;
}

base::Result<std::string> OccurredAtOf(std::string_view typed, const LocalClock& clock) {
  if (typed == "unknown") return std::string(R"({"precision":"unknown"})");
  if (typed == "now") return Precise("minute", clock.Minute());
  if (const std::string minute = LocalMinute(typed); !minute.empty()) {
    return Precise("minute", minute);
  }
  if (base::ParseMinute(typed)) return Precise("minute", typed);
  if (base::ParseRfc3339(typed)) return Precise("instant", typed);
  std::string_view precision = "day";
  if (typed.starts_with("by ")) precision = "on_or_before";
  if (typed.starts_with("from ")) precision = "on_or_after";
  const std::string day =
      DayOf(precision == "day" ? typed : typed.substr(typed.find(' ') + 1), clock);
  if (base::IsDate(day)) return Precise(precision, day);
  if (base::IsMonth(typed)) return Precise("month", typed);
  if (base::IsYear(typed)) return Precise("year", typed);
  return FailUsage(
      "not a time: say now, today, yesterday, 2026-11-22 16:40, 2026-11-22, 2026-11, 2026, "
      "by 2026-11-22, from 2026-11-22 or unknown");
}

}  // namespace reqledger::tools
