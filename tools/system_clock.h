// The machine's clocks, for the log of daemon and command.
//
// Threads: any number at once.
#pragma once

#include <cstdint>

#include "ledger/log/clock.h"

namespace reqledger::tools {

class SystemClock final : public log::Clock {
 public:
  base::Instant Wall() override;       // CLOCK_REALTIME
  std::int64_t BootMicros() override;  // CLOCK_BOOTTIME
  void SleepMicros(std::int64_t micros) override;
};

}  // namespace reqledger::tools
