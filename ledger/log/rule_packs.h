// Where a ledger says by which rule packs it counts: in its first entry, and at each change.
//
// Source: docs/docket.md "Rule packs".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/docket/entity.h"
#include "ledger/event/event.h"

namespace reqledger::log {

// The member of an event of `type` that says it; empty where it is about something else.
std::string_view RulePacksMember(std::string_view type);
// What `event` says of it; null where it is about something else.
const std::string* RulePacksIn(const event::Event& event);
// What else the ledger remembers of itself: of an event of `type` the fact, and under which name it
// is kept; nothing where it is about something else.
struct Remembered {
  docket::EntityName name;
  std::string_view member;
};
std::optional<Remembered> RememberedOf(std::string_view type);
// The entity under which the last of them is remembered, in fact `packs`.
docket::EntityName RulePacksName();
// The same of the operator's retention policy, `ledger.retention_changed`.
docket::EntityName RetentionName();

}  // namespace reqledger::log
