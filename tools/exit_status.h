// How a command of the project ends: the four statuses that scripts are written against.
//
// Source: docs/architecture.md section 5; the statuses are a contract.
#pragma once

#include <string>
#include <utility>

#include "ledger/base/error.h"
#include "ledger/base/result.h"

namespace reqledger::tools {

enum ExitStatus : int {
  kExitOk = 0,
  kExitRefused = 1,  // does not verify, or a rule said no
  kExitUsage = 2,    // the command line, or a file named on it
  kExitFailed = 3,   // could not do it: input or output, no daemon, not checked
};

// An error of the person at the keyboard.
inline base::Error UsageError(std::string message) {
  return base::Error{base::Code::kInvalidArgument, std::move(message), {}, "usage"};
}
inline std::unexpected<base::Error> FailUsage(std::string message) {
  return std::unexpected<base::Error>(UsageError(std::move(message)));
}

ExitStatus ExitOf(const base::Error& error);

}  // namespace reqledger::tools
