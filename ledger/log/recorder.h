// Who records, and what of it is theirs to record.
//
// Errors: permission_denied, with what would be allowed, and never a word on what is recorded.
// Trust: made from the roles file by whoever knows the caller.
// Source: docs/roles.md.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"

namespace reqledger::log {

struct Recorder {
  std::string name;  // as it will stand in recorded_by

  // Live events of types that no role is named for: none at all, all (nothing), or those listed.
  bool records = false;
  std::optional<std::set<std::string, std::less<>>> types;
  bool imports = false;  // events of mode historical
  std::set<std::string, std::less<>>
      roles;                   // what a schema's x-recorded-by and x-corrected-by name
  bool all_roles = false;      // the daemon's own user
  bool knows_matters = false;  // may be told of matters what others recorded there

  // Whoever may do everything: the daemon's own user, and tools that hold its keys.
  static Recorder Unlimited(std::string name);

  bool Has(std::string_view role) const { return all_roles || roles.contains(role); }
};

// That the event, by its type and mode alone, is the recorder's to submit. Of a correction only
// that some may be: what it corrects decides.
base::Result<void> CheckMayRecord(const Recorder& recorder, const event::Event& event,
                                  const event::Schema& schema);

// That the recorder may correct or withdraw entries under `corrected`.
base::Result<void> CheckMayCorrect(const Recorder& recorder, const event::Event& correction,
                                   const event::Schema& corrected);

}  // namespace reqledger::log
