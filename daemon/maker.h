// This program and this host, as a certificate names them.
//
// Threads: on any.
#pragma once

#include "ledger/bundle/export.h"

namespace reqledger::daemon {

// The digest of the executable file is computed once; the clock is asked each time.
bundle::Maker ThisMaker();

}  // namespace reqledger::daemon
