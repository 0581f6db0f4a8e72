// What a thread that may wait asks of the sequencer: not one of the HTTP server's, whose other
// connections would wait too, and not the sequencer's own.
//
// Errors: those of the sequencer.
#pragma once

#include <vector>

#include "ledger/base/result.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

// Durable when it returns.
base::Result<std::vector<log::Appended>> RecordAndWait(log::Sequencer& sequencer,
                                                       std::vector<log::OwnEvent> events);
base::Result<log::Published> PublishAndWait(log::Sequencer& sequencer);

}  // namespace reqledger::daemon
