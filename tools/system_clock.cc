#include "tools/system_clock.h"

#include <chrono>
#include <ctime>
#include <thread>

#include "ledger/base/check.h"

namespace reqledger::tools {
namespace {

std::int64_t Micros(clockid_t clock) {
  timespec now{};
  REQ_CHECK(::clock_gettime(clock, &now) == 0);  // both clocks are there on every Linux
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

base::Instant SystemClock::Wall() { return {Micros(CLOCK_REALTIME)}; }

std::int64_t SystemClock::BootMicros() { return Micros(CLOCK_BOOTTIME); }

void SystemClock::SleepMicros(std::int64_t micros) {
  std::this_thread::sleep_for(std::chrono::microseconds(micros));
}

}  // namespace reqledger::tools
