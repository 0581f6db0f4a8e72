// Clients that record events over the daemon's socket, one event a request.
#pragma once

#include <string>

#include "bench/limits.h"
#include "ledger/base/result.h"

namespace reqledger::bench {

struct LoadOptions {
  std::string socket;
  int clients = 1;
  int events_each = 1000;
  std::string run;  // makes identifiers of this run unique
};

// Each client on its own connection; a request is sent when the one before was answered.
base::Result<Latency> MeasureAppends(const LoadOptions& options);

// An event of about 600 bytes, valid and live, of one of some hundred matters.
std::string MakeEvent(const std::string& run, int number);

}  // namespace reqledger::bench
