#include "ledger/docket/place.h"

#include <date/tz.h>

#include <stdexcept>

namespace reqledger::docket {
namespace {

using std::chrono::seconds;

const date::time_zone& ZoneOf(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

date::sys_seconds SystemSeconds(base::Instant instant) {
  return std::chrono::floor<seconds>(
      date::sys_time<std::chrono::microseconds>(std::chrono::microseconds(instant.micros)));
}

// The table of a zone ends with 2037. Weekdays and dates repeat every 28 years until 2099, and so
// do the rules of the last entry: later times are looked up where the calendar is the same.
seconds BeyondTheTable(seconds since_epoch) {
  constexpr seconds kEndOfTable = date::sys_days(date::January / 1 / 2038).time_since_epoch();
  constexpr seconds kCycle = std::chrono::days(28 * 365 + 7);
  return since_epoch < kEndOfTable ? seconds(0)
                                   : kCycle * ((since_epoch - kEndOfTable) / kCycle + 1);
}

seconds OffsetAt(const void* zone, date::sys_seconds instant) {
  return ZoneOf(zone).get_info(instant - BeyondTheTable(instant.time_since_epoch())).offset;
}

}  // namespace

base::Result<Place> Place::Find(std::string_view time_zone) {
  try {
    return Place(std::string(time_zone), date::locate_zone(std::string(time_zone)));
  } catch (const std::runtime_error&) {
    return base::Fail(
        base::Code::kInvalidArgument,
        "time zone " + std::string(time_zone) + ": not in the system's database (package tzdata)");
  }
}

LocalSeconds Place::LocalOf(base::Instant instant) const {
  return LocalSeconds(SystemSeconds(instant).time_since_epoch() +
                      OffsetAt(zone_, SystemSeconds(instant)));
}

base::Instant Place::InstantOf(LocalSeconds local) const {
  const auto years_on = BeyondTheTable(local.time_since_epoch());
  const date::local_seconds wanted(local.time_since_epoch() - years_on);
  const date::local_info info = ZoneOf(zone_).get_info(wanted);
  date::sys_seconds instant(wanted.time_since_epoch() - info.first.offset);
  if (info.result == date::local_info::nonexistent) instant = info.first.end;
  return {std::chrono::microseconds(instant.time_since_epoch() + years_on).count()};
}

std::string Place::Format(base::Instant instant) const {
  const auto offset = OffsetAt(zone_, SystemSeconds(instant));
  const auto local =
      base::FormatInstant({instant.micros + std::chrono::microseconds(offset).count()});
  const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::abs(offset)).count();
  const auto two_digits = [](auto number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  return local.substr(0, 19) + (offset < seconds(0) ? "-" : "+") + two_digits(minutes / 60) + ":" +
         two_digits(minutes % 60);
}

}  // namespace reqledger::docket
