// Where a deadline is counted: the days and the clock of a place.
//
// Units: local seconds and days are what a clock on the wall and a calendar there show.
// Errors: invalid_argument for a zone that the system does not know.
// Source: the IANA time zone database, as Debian's tzdata installs it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/base/time.h"

namespace reqledger::docket {

using LocalSeconds = std::chrono::local_seconds;
using LocalDay = std::chrono::local_days;

class Place {
 public:
  static base::Result<Place> Find(std::string_view time_zone);  // "America/New_York"

  const std::string& time_zone() const { return name_; }
  LocalSeconds LocalOf(base::Instant instant) const;
  // A time that the clock skips is taken as the moment of the skip; of one that it shows twice, the
  // earlier one: no alarm comes late.
  base::Instant InstantOf(LocalSeconds local) const;
  // RFC 3339 with the offset there: `2026-09-17T23:59:00+02:00`.
  std::string Format(base::Instant instant) const;

 private:
  Place(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}

  std::string name_;
  const void* zone_;  // of the process-wide, immutable database
};

}  // namespace reqledger::docket
