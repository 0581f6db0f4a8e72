// Where a ledger says by which rule packs it counts: in its first entry, and at each change.
//
// Source: docs/docket.md "Rule packs".
#pragma once

#include <string>
#include <string_view>

#include "ledger/docket/entity.h"
#include "ledger/event/event.h"

namespace reqledger::log {

// The member of an event of `type` that says it; empty where it is about something else.
std::string_view RulePacksMember(std::string_view type);
// What `event` says of it; null where it is about something else.
const std::string* RulePacksIn(const event::Event& event);
// The entity under which the last of them is remembered, in fact `packs`.
docket::EntityName RulePacksName();

}  // namespace reqledger::log
