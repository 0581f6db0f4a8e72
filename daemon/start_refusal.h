// Why the daemon did not start, for whoever has to do something about it.
#pragma once

#include <string>

#include "ledger/base/error.h"
#include "tools/exit_status.h"

namespace reqledger::daemon {

// One line: what was found, what was not done, what to do.
std::string DescribeStartRefusal(const base::Error& error);

// 1: the ledger does not verify. 2: the command line. 3: it could not be opened.
tools::ExitStatus StartRefusalStatus(const base::Error& error);

}  // namespace reqledger::daemon
