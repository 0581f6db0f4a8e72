// What an export of a test's ledger is made of, at its working head.
#pragma once

#include "ledger/bundle/export.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::bundle {

inline ExportSource SourceOf(testing::TempLedger& ledger) {
  const auto head = ledger.sequencer().head();
  return {.reader = ledger.reader(),
          .docket = ledger.docket(),
          .catalogue = ledger.ledger().catalogue,
          .rules = ledger.ledger().rules,
          .vkey = ledger.vkey(),
          .origin = testing::kOrigin,
          .tree = head->tree,
          .checkpoint = head->checkpoint};
}

}  // namespace reqledger::bundle
