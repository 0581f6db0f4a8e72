// The committed entries, for the fold to read again.
//
// Errors: as the reader; corrupt for an entry whose opened members are not in form.
#pragma once

#include <utility>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/log/opened_event.h"
#include "ledger/log/reader.h"

namespace reqledger::log {

class EntryEvents final : public docket::EventSource {
 public:
  EntryEvents(const Reader& reader, IdentifierFinder schemas)
      : reader_(reader), schemas_(std::move(schemas)) {}
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  const Reader& reader_;
  const IdentifierFinder schemas_;
};

}  // namespace reqledger::log
