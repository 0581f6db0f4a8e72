// What every Store refuses to commit, and how it says that something is not there.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/store/store.h"

namespace reqledger::store {

// Refuses a batch whose entries do not begin at `next_seq`.
base::Result<void> CheckContinues(const Batch& batch, std::uint64_t next_seq);

base::Error EntryNotFound(std::uint64_t seq);
base::Error NotFound(std::string what);

}  // namespace reqledger::store
