// Checks of our own logic, always on. No byte from outside may reach one: input is judged with
// Error.
#pragma once

#include <string_view>

namespace reqledger::base {

// Writes `condition` with its place to stderr and aborts.
[[noreturn]] void CheckFailed(std::string_view condition, std::string_view file, int line);
[[noreturn]] void Unreachable(std::string_view why);

}  // namespace reqledger::base

#define REQ_CHECK(condition)                                          \
  do {                                                                \
    if (!(condition)) [[unlikely]] {                                  \
      ::reqledger::base::CheckFailed(#condition, __FILE__, __LINE__); \
    }                                                                 \
  } while (false)
