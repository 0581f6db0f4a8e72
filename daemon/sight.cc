#include "daemon/sight.h"

namespace reqledger::daemon {

Sight SightOf(RoleSet roles) {
  if (roles.HasAnyOf({Role::kAuditor, Role::kCounsel})) return Sight::kAll;
  return roles.Has(Role::kReader) ? Sight::kOrdinary : Sight::kNothing;
}

void CloseBeyond(Sight sight, log::OpenedEntry& entry) {
  if (sight == Sight::kAll) return;
  for (vault::RebuiltSlot& slot : entry.slots) {
    const bool seen = sight == Sight::kOrdinary && slot.key_class != vault::KeyClass::kPersonal;
    if (!seen) slot = {};
  }
}

}  // namespace reqledger::daemon
