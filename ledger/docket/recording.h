// Whether an event was recorded at or near the time at which it happened.
//
// Source: `recording` of the packs of schemas/rules; FRE 803(6).
#pragma once

#include <string_view>

#include "ledger/base/time.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::docket {

// By the packs of the day on which it happened, `occurred_at` being canonical JSON. What happened
// on a day may have happened at its end; what happened nobody knows when is not late.
bool IsRecordedLate(const RuleBook& book, std::string_view occurred_at, base::Instant recorded_at);

}  // namespace reqledger::docket
