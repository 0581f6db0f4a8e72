// Events of the daemon's own making about the docket: what a clock or a commit brings about.
//
// Source: docs/docket.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/docket/deadlines.h"
#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/event.h"
#include "ledger/log/rule_packs.h"

namespace reqledger::log {

// An event of the daemon's own making; its time is the moment it is recorded.
struct OwnEvent {
  std::string type;
  std::string matter;
  std::vector<event::Member> members = {};
  std::string recorded_by = "daemon";
};

OwnEvent DeadlineMet(const docket::RuleBook& book, const docket::Entity& entity,
                     const docket::Deadline& deadline);
OwnEvent DeadlineMissed(const docket::RuleBook& book, const docket::Entity& entity,
                        const docket::Deadline& deadline);
OwnEvent SecrecyExpired(const docket::Entity& obligation, const docket::TermEnd& end);

// What is due of `entity` at `now`: events that a clock alone brings about, in order.
std::vector<OwnEvent> DueEvents(const docket::RuleBook& book, const docket::Entity& entity,
                                base::Instant now);
// When DueEvents next has something to say; nothing where it never will.
std::optional<base::Instant> NextDue(const docket::RuleBook& book, const docket::Entity& entity);

// The packs that are there, canonical JSON: what genesis and `ledger.rule_pack_changed` say.
std::string RulePacksJson(const docket::RuleBook& book);

}  // namespace reqledger::log
