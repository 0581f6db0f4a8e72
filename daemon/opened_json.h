// Opened entries as JSON, for readers who may see all of them.
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
