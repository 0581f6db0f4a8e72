// The docket as JSON answers: entities with the words of the rules beside what the entries say.
//
// Units: due instants are RFC 3339 at the place of the deadline.
#pragma once

#include <boost/json/fwd.hpp>
#include <utility>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/docket/deadlines.h"
#include "ledger/docket/effective.h"
#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::daemon {

// One entity, whole: state, facts, deadlines; of a demand what binds it and its notices, of an
// obligation until when it binds and who was told. `find` is asked for the orders over a demand.
boost::json::object EntityJson(const docket::RuleBook& rules, const docket::Entity& entity,
                               base::Instant now, const docket::ObligationFinder& find);

// What of `entity` has a date: pending deadlines, the end of a running duty of secrecy, a duty that
// ended and waits for a person to clear the release. Each with the instant that alarms go by.
using DueItems = std::vector<std::pair<base::Instant, boost::json::object>>;
void AppendDue(const docket::RuleBook& rules, const docket::Entity& entity, base::Instant now,
               DueItems& items);
// The notices that are still to be given about a demand that no order binds.
void AppendNotices(const docket::RuleBook& rules, const docket::Entity& demand, base::Instant now,
                   DueItems& items);

}  // namespace reqledger::daemon
