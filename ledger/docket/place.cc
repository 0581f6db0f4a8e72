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
  return LocalSeconds(ZoneOf(zone_).to_local(SystemSeconds(instant)).time_since_epoch());
}

base::Instant Place::InstantOf(LocalSeconds local) const {
  const date::local_seconds wanted(local.time_since_epoch());
  const date::local_info info = ZoneOf(zone_).get_info(wanted);
  date::sys_seconds instant(wanted.time_since_epoch() - info.first.offset);
  if (info.result == date::local_info::nonexistent) instant = info.first.end;
  if (info.result == date::local_info::ambiguous) {
    instant = date::sys_seconds(wanted.time_since_epoch() - info.second.offset);
  }
  return {std::chrono::microseconds(instant.time_since_epoch()).count()};
}

std::string Place::Format(base::Instant instant) const {
  const auto offset = ZoneOf(zone_).get_info(SystemSeconds(instant)).offset;
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
