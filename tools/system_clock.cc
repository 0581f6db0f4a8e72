#include "tools/system_clock.h"

#include <chrono>
#include <ctime>
#include <thread>

namespace reqledger::tools {
namespace {

std::int64_t MicrosOf(clockid_t clock) {
  std::timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * std::int64_t{1'000'000} + time.tv_nsec / 1000;
}

}  // namespace

base::Instant SystemClock::Wall() { return {MicrosOf(CLOCK_REALTIME)}; }
std::int64_t SystemClock::BootMicros() { return MicrosOf(CLOCK_BOOTTIME); }
void SystemClock::SleepMicros(std::int64_t micros) {
  std::this_thread::sleep_for(std::chrono::microseconds(micros));
}

}  // namespace reqledger::tools
