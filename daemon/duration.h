// ISO 8601 durations of fixed length, as flags take them: P7D, PT1H30M, P2W, PT0S.
//
// Errors: nothing for any other text. Years and months have no fixed length and are none here.
// Limits: kDurationMax.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace reqledger::daemon {

inline constexpr std::chrono::seconds kDurationMax = std::chrono::hours(24 * 36525);  // a century

std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

}  // namespace reqledger::daemon
