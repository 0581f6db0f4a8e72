// --approve: what is said to be done is not done but approved, for somebody else to do.
//
// Errors: as DaemonClient; a usage error for an input that cannot be read.
// Source: docs/roles.md "A second person".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "tools/commands.h"
#include "tools/daemon_client.h"

namespace reqledger::tools {

// Approves one request, by the name of its route and the body that will be sent, and says so.
CommandResult ApproveRequest(const DaemonClient& daemon, std::string_view request,
                             std::string_view body);

// Approves the events of files, or of standard input, one after the other; an error ends it.
CommandResult ApproveEvents(const DaemonClient& daemon, const std::vector<std::string>& names);

}  // namespace reqledger::tools
