// Makes the derived rows of a ledger again, from its entries: matters, identifiers, lookups, the
// docket.
//
// Idempotency rows stay as they are, since the keys are in no entry. Rows of an erased matter are
// not made. While the rows are not whole, a file in the data directory says so, and OpenLedger
// refuses: a crash leaves a ledger on which the rebuild is run again.
//
// Errors: as OpenLedger; corrupt for an entry whose opened members are not in form.
// Limits: memory grows with the matters and with the docket, not with the entries.
// Trust: whoever calls has verified the entries; what they say is taken as it stands.
#pragma once

#include <cstdint>
#include <functional>

#include "ledger/base/result.h"
#include "ledger/log/ledger.h"

namespace reqledger::log {

struct RebuiltRows {
  std::uint64_t removed = 0;  // rows that were there
  std::uint64_t made = 0;
};

// Of a ledger that no other process has open. `on_entries` may be empty.
using OnEntries = std::function<void(std::uint64_t done)>;
base::Result<RebuiltRows> RebuildDerivedRows(const LedgerDirs& dirs, const OnEntries& on_entries);

}  // namespace reqledger::log
