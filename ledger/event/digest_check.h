// Whether 32 digests are well formed and distinct, at a small part of the cost of hashing them: a
// verifier asks it of every entry of a ledger.
#pragma once

#include <array>

#include "ledger/base/limits.h"
#include "ledger/event/disclosure.h"

namespace reqledger::event {

using Digests = std::array<Digest, base::kSlots>;

// As IsDigest of each.
bool AllWellFormed(const Digests& digests);
bool AllDistinct(const Digests& digests);

}  // namespace reqledger::event
