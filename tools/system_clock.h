// The machine's clocks.
#pragma once

#include "ledger/log/clock.h"

namespace reqledger::tools {

class SystemClock final : public log::Clock {
 public:
  base::Instant Wall() override;
  std::int64_t BootMicros() override;
  void SleepMicros(std::int64_t micros) override;
};

}  // namespace reqledger::tools
