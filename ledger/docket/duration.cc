#include "ledger/docket/duration.h"

#include <string>

namespace reqledger::docket {
namespace {

constexpr int kUnitsMax = 100000;  // of one unit: a term of 273 years is a slip of the pen
constexpr int kYearsMax = 400;     // of all: the end of a period stays a date

std::int64_t Minutes(const Duration& duration) {
  const std::int64_t days = 365LL * duration.years + 30LL * duration.months + duration.days;
  return (days * 24 + duration.hours) * 60 + duration.minutes;
}

// The field that `unit` counts, behind T or not; null for a unit that there is none.
int* FieldOf(Duration& duration, char unit, bool time) {
  if (time) return unit == 'H' ? &duration.hours : unit == 'M' ? &duration.minutes : nullptr;
  switch (unit) {
    case 'Y':
      return &duration.years;
    case 'M':
      return &duration.months;
    case 'W':
    case 'D':
      return &duration.days;
    default:
      return nullptr;
  }
}

}  // namespace

base::Result<Duration> ParseDuration(std::string_view text) {
  const auto refuse = [] {
    return base::Fail(base::Code::kInvalidArgument, "not a duration such as P90D, P1Y or PT48H");
  };
  if (!text.starts_with('P')) return refuse();
  Duration duration;
  bool time = false;
  bool any = false;
  int number = -1;
  for (const char c : text.substr(1)) {
    if (c >= '0' && c <= '9') {
      number = (number < 0 ? 0 : number) * 10 + (c - '0');
      if (number > kUnitsMax) return refuse();
      continue;
    }
    if (c == 'T') {
      if (time || number >= 0) return refuse();
      time = true;
      continue;
    }
    int* const field = FieldOf(duration, c, time);
    if (field == nullptr || number < 0 || *field != 0) return refuse();
    *field = c == 'W' ? number * 7 : number;
    number = -1;
    any = true;
  }
  const bool dated = duration.years != 0 || duration.months != 0 || duration.days != 0;
  if (!any || number >= 0 || (time && dated) || text.ends_with('T')) return refuse();
  if (IsLonger(duration, {.years = kYearsMax})) return refuse();
  return duration;
}

std::string DurationText(const Duration& duration) {
  std::string text = "P";
  const auto add = [&text](int count, char unit) {
    if (count != 0) text += std::to_string(count) + unit;
  };
  add(duration.years, 'Y');
  add(duration.months, 'M');
  add(duration.days, 'D');
  if (duration.of_hours()) text += 'T';
  add(duration.hours, 'H');
  add(duration.minutes, 'M');
  return text == "P" ? "P0D" : text;
}

bool IsLonger(const Duration& a, const Duration& b) { return Minutes(a) > Minutes(b); }

}  // namespace reqledger::docket
