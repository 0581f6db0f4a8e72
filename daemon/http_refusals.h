// What the HTTP server itself says no with, before anything was asked of the ledger.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <optional>
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
Response NamelessRefusal();
base::Error StoppingError();
// Of a read that failed by what was sent; nothing where the client is gone.
std::optional<Response> RefusalOfRead(const boost::system::error_code& error,
                                      std::size_t header_bytes_max);

}  // namespace reqledger::daemon
