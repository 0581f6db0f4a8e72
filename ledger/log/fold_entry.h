// Entries as the docket reads them.
//
// Errors: corrupt for an entry whose opened members are not in form.
#pragma once

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"

namespace reqledger::log {

// Of the members that are open. An entry without an opened type, matter or time is one that nothing
// of the docket is about: its matter was erased.
base::Result<docket::FoldEvent> FoldEventOf(const OpenedEntry& entry,
                                            const event::SchemaCatalogue& catalogue);

// The committed entries, for the fold to read again.
class EntryEvents final : public docket::EventSource {
 public:
  EntryEvents(const Reader& reader, const event::SchemaCatalogue& catalogue)
      : reader_(reader), catalogue_(catalogue) {}
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  const Reader& reader_;
  const event::SchemaCatalogue& catalogue_;
};

}  // namespace reqledger::log
