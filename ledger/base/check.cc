#include "ledger/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace reqledger::base {

void CheckFailed(std::string_view condition, std::string_view file, int line) {
  std::fprintf(stderr, "reqledger: check failed at %.*s:%d: %.*s\n", static_cast<int>(file.size()),
               file.data(), line, static_cast<int>(condition.size()), condition.data());
  std::abort();
}

void Unreachable(std::string_view why) { CheckFailed(why, "unreachable", 0); }

}  // namespace reqledger::base
