// What a caller may see of entries: the one place that decides it.
//
// Source: docs/roles.md.
#pragma once

#include "daemon/roles.h"
#include "ledger/log/reader.h"

namespace reqledger::daemon {

enum class Sight {
  kNothing,   // digests alone
  kOrdinary,  // all members but those about persons
  kAll,
};
Sight SightOf(RoleSet roles);

// Closes the slots that `sight` does not reach, as if there were no keys for them.
void CloseBeyond(Sight sight, log::OpenedEntry& entry);

}  // namespace reqledger::daemon
