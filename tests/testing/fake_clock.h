// A clock that a test moves.
#pragma once

#include <atomic>
#include <cstdint>

#include "ledger/log/clock.h"

namespace reqledger::testing {

class FakeClock final : public log::Clock {
 public:
  // 2026-11-20T10:00:00Z
  static constexpr std::int64_t kStart = 1'795'168'800'000'000;

  base::Instant Wall() override {
    return {wall_.fetch_add(1)};
  }  // each look is a microsecond later
  std::int64_t BootMicros() override { return boot_; }
  void SleepMicros(std::int64_t micros) override { Pass(micros); }

  void Pass(std::int64_t micros) {
    wall_ += micros;
    boot_ += micros;
  }
  void StepWall(std::int64_t micros) { wall_ += micros; }

 private:
  std::atomic<std::int64_t> wall_ = kStart;
  std::atomic<std::int64_t> boot_ = 1'000'000;
};

}  // namespace reqledger::testing
