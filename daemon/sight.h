// What a caller may see of entries, by the roles it has: a row of schemas/audiences.json.
//
// Source: docs/roles.md; docs/audiences.md.
#pragma once

#include "daemon/roles.h"
#include "ledger/audience/audience.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"

namespace reqledger::daemon {

const audience::View& SightOf(RoleSet roles);

// Closes the slots that `view` does not show, as if there were no keys for them.
void CloseBeyond(const audience::View& view, const event::SchemaCatalogue& catalogue,
                 log::OpenedEntry& entry);

}  // namespace reqledger::daemon
