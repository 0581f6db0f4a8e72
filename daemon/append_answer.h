// What a recorder is told of its event: place, receipt and what opens the sealed values.
//
// Trust: the answer holds the sealed values; it goes to who submitted them and nowhere else.
#pragma once

#include <string>

#include "daemon/context.h"
#include "ledger/base/result.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

// A recorder that may not know what others recorded is not told how many entries the matter has,
// nor which came before. Errors: those of the reader. The event itself is recorded even then, and
// the message says so.
base::Result<void> AppendRecorded(const Context& context, const log::Appended& appended,
                                  bool knows_matters, std::string& out);
// What would be recorded.
void AppendDryRun(const log::Appended& appended, std::string& out);

// The members `"entry":…,"proof":…` of a receipt, in braces.
base::Result<void> AppendReceipt(const Context& context, std::uint64_t seq, std::string_view entry,
                                 const log::LogHead& head, std::string& out);

}  // namespace reqledger::daemon
