// What the HTTP server itself says no with, before anything was asked of the ledger.
#pragma once

#include <cstddef>
#include <string_view>

#include "daemon/http.h"

namespace reqledger::daemon {

Response SlowRefusal();
Response HalfRefusal();
Response NotHttpRefusal(std::string_view what);
Response VersionRefusal();
Response HeaderTooLargeRefusal(std::size_t bytes_max);
Response BodyTooLargeRefusal(std::size_t bytes_max);
Response BusyRefusal(std::string_view what);
base::Error StoppingError();

}  // namespace reqledger::daemon
