// Tells the service manager how the daemon is; nothing where there is none.
//
// Source: sd_notify(3).
#pragma once

#include <string_view>

namespace reqledger::daemon {

// `state`: "READY=1", "STOPPING=1", "STATUS=…", several one a line. A manager that does not listen
// is no reason to fail.
void NotifyServiceManager(std::string_view state);

}  // namespace reqledger::daemon
