// The docket as JSON answers: entities with the words of the rules beside what the entries say.
//
// Units: due instants are RFC 3339 at the place of the deadline.
#pragma once

#include <boost/json/fwd.hpp>
#include <utility>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/docket/deadlines.h"
#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::daemon {

// One entity, whole: state, facts, deadlines; of a demand what binds it, of an obligation until
// when it binds and who was told.
boost::json::object EntityJson(const docket::RuleBook& rules, const docket::Entity& entity,
                               base::Instant now);

// What of `entity` has a date: pending deadlines, the end of a running duty of secrecy, a duty that
// ended and waits for a person to clear the release. Each with the instant that alarms go by.
using DueItems = std::vector<std::pair<base::Instant, boost::json::object>>;
void AppendDue(const docket::RuleBook& rules, const docket::Entity& entity, base::Instant now,
               DueItems& items);

}  // namespace reqledger::daemon
