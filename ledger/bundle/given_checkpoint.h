// A checkpoint that the recipient of a bundle already has, and that the bundle is to continue.
//
// Errors: invalid_argument with a violation at /consistent_with for what is no checkpoint of this
// ledger, or a later one; conflict where the ledger is not what it says.
// Trust: none is needed of it: its root is proven, and its signature checked.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/bundle/export.h"

namespace reqledger::bundle {

struct GivenCheckpoint {
  std::uint64_t size = 0;
  std::string bytes;  // the ledger's own, where it published one of this size
};
base::Result<GivenCheckpoint> ReadGivenCheckpoint(const ExportSource& source,
                                                  const std::string& bytes);

}  // namespace reqledger::bundle
