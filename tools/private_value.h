// A flag's value that other users of the host should not see, as they see every command line: read
// from standard input without showing it, or from a file.
//
// Errors: a usage error for what is not one line of text; io where reading fails. No message holds
// the value.
// Threads: changes the calling thread's signal mask while a terminal waits for a line.
// Limits: 64 KiB.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::tools {

// `given` is `-` for one line from `input_fd`, `@FILE` for that of a file, or the value itself. A
// value that begins so comes by one of the two ways.
base::Result<std::string> PrivateValue(std::string_view flag, const std::string& given,
                                       int input_fd);

}  // namespace reqledger::tools
