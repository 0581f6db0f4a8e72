// Which slots of an entry a view shows: the decision of ledger/audience, slot by slot.
//
// Errors: none: a slot of which it is not clear what stands there is not shown.
// Trust: as ledger/audience/audience.h.
#pragma once

#include <bitset>

#include "ledger/audience/audience.h"
#include "ledger/base/limits.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"

namespace reqledger::bundle {

using Slots = std::bitset<base::kSlots>;

// `schema` is the entry's own, `corrected` that of the entry which it corrects; null where there is
// none, or it is not known.
struct EntrySchemas {
  const event::Schema* schema = nullptr;
  const event::Schema* corrected = nullptr;
};
Slots ShownSlots(const log::OpenedEntry& entry, const EntrySchemas& schemas,
                 const audience::View& view, const audience::Situation& situation);

// The schema that the entry names; null where it is not opened, or not in the catalogue.
const event::Schema* SchemaOf(const log::OpenedEntry& entry,
                              const event::SchemaCatalogue& catalogue);

// Closes all other slots, as if there were no keys for them.
void CloseAllBut(const Slots& shown, log::OpenedEntry& entry);

// The type, and whether it lies in matter `ledger`: all that a view of everything turns on.
audience::Situation PlainSituation(const log::OpenedEntry& entry);

}  // namespace reqledger::bundle
