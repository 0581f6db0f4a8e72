// A request as the server would hand it on, from any caller: the kernel lets a test be only itself.
#pragma once

#include <string>
#include <string_view>

#include "daemon/http.h"
#include "daemon/service.h"

namespace reqledger::testing {

struct AskedAs {
  std::string method = "GET";
  std::string target;
  std::string body = {};
};

// Of a streamed answer the status is 200, and the body what was written.
daemon::Response AskAs(const daemon::Service& service, const daemon::Peer& peer,
                       const AskedAs& asked);

}  // namespace reqledger::testing
