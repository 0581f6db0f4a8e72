#include "ledger/log/clock.h"

#include <string>

namespace reqledger::log {
namespace {

std::unexpected<base::Error> Refuse(const std::string& why) {
  return base::Fail(base::Error{
      base::Code::kUnavailable, "clock: " + why + "; nothing was recorded", {}, "clock"});
}

std::string Seconds(std::int64_t micros) { return std::to_string(micros / 1'000'000) + " s"; }

}  // namespace

ClockGuard::ClockGuard(Clock& clock, const ClockRules& rules, std::optional<base::Instant> last)
    : clock_(clock), rules_(rules), last_(last) {}

base::Result<base::Instant> ClockGuard::Next() {
  base::Instant now = clock_.Wall();
  if (!last_) return now;
  if (now < *last_) {
    const std::int64_t behind = last_->micros - now.micros;
    if (behind > rules_.step_back_max_micros) {
      return Refuse("the wall clock is " + Seconds(behind) + " behind the last entry");
    }
    clock_.SleepMicros(behind);
    now = clock_.Wall();
    if (now < *last_) return Refuse("the wall clock stands or runs back");
  }
  const std::int64_t ahead = now.micros - last_->micros;
  if (!boot_at_last_) {
    if (ahead > rules_.gap_max_micros) {
      return Refuse("the wall clock is " + Seconds(ahead) +
                    " ahead of the last entry; if it is right, start with --confirm_clock");
    }
    return now;
  }
  const std::int64_t elapsed = clock_.BootMicros() - *boot_at_last_;
  if (ahead > elapsed + rules_.jump_max_micros) {
    return Refuse("the wall clock jumped " + Seconds(ahead - elapsed) + " ahead");
  }
  return now;
}

void ClockGuard::Advance(base::Instant recorded_at) {
  last_ = recorded_at;
  boot_at_last_ = clock_.BootMicros();
}

base::Instant ClockGuard::Confirm() { return clock_.Wall(); }

}  // namespace reqledger::log
