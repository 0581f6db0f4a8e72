// The machine's clocks, for the log.
//
// Threads: any number at once.
#pragma once

#include <cstdint>

#include "ledger/log/clock.h"

namespace reqledger::daemon {

class SystemClock final : public log::Clock {
 public:
  base::Instant Wall() override;       // CLOCK_REALTIME
  std::int64_t BootMicros() override;  // CLOCK_BOOTTIME
  void SleepMicros(std::int64_t micros) override;
};

}  // namespace reqledger::daemon
