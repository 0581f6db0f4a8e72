// Everything that must hold of a log after any step.
#pragma once

#include "tests/testing/temp_ledger.h"

namespace reqledger::log {

// Chain, tree, signature, opened values against digests, matters, order of time.
void CheckWholeLog(testing::TempLedger& ledger);

}  // namespace reqledger::log
