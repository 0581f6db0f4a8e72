// Opened entries as JSON, as far as their slots are open: sight.h closes what a reader may not see.
//
// Trust: what is written here are the sealed values.
#pragma once

#include <string>

#include "ledger/log/reader.h"

namespace reqledger::daemon {

// One row of a listing: place, core members, all members.
void AppendListed(const log::OpenedEntry& entry, std::string& out);

// All of one entry: its line, members, disclosures, and what stands behind each slot.
void AppendOpened(const log::OpenedEntry& entry, std::string& out);

}  // namespace reqledger::daemon
