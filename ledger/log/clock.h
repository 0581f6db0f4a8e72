// The clock as the log sees it, and the rules by which it is believed.
//
// Errors: unavailable, reason "clock", where time went back or jumped; nothing was recorded then.
// Trust: time is never invented: an entry gets the wall clock's time or is refused.
// Source: docs/architecture.md section 4.
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/result.h"
#include "ledger/base/time.h"

namespace reqledger::log {

// The library looks at no clock by itself; daemon and tests hand one in.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual base::Instant Wall() = 0;
  virtual std::int64_t BootMicros() = 0;  // CLOCK_BOOTTIME: goes on in suspend, starts anew at boot
  virtual void SleepMicros(std::int64_t micros) = 0;
};

struct ClockRules {
  std::int64_t step_back_max_micros = 2'000'000;           // waited out
  std::int64_t jump_max_micros = 600 * 1'000'000LL;        // ahead of what elapsed in this process
  std::int64_t gap_max_micros = 7 * 86'400 * 1'000'000LL;  // ahead of the last entry at start
};

// Says what time an entry may carry.
// Threads: the sequencer's own.
class ClockGuard {
 public:
  // `last` is the recorded_at of the last entry; nothing for an empty log.
  ClockGuard(Clock& clock, const ClockRules& rules, std::optional<base::Instant> last);

  // The time for the next entries, never before that of the last one.
  base::Result<base::Instant> Next();
  // What was committed with the time that Next gave.
  void Advance(base::Instant recorded_at);

  // Takes the wall clock as it is, wherever it stands: a person confirmed it.
  base::Instant Confirm();

  std::optional<base::Instant> last() const { return last_; }

 private:
  Clock& clock_;
  ClockRules rules_;
  std::optional<base::Instant> last_;
  std::optional<std::int64_t> boot_at_last_;  // nothing until this process recorded an entry
};

}  // namespace reqledger::log
