// Why a value does not obey a schema, in words that a person can act on: valijson says neither
// where nor what would be right.
//
// Limits: kViolationsMax; the rest is not listed.
// Trust: tells names and what the schema allows, never a value.
#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "ledger/base/error.h"

namespace reqledger::event {

inline constexpr std::size_t kViolationsMax = 16;  // more at once help nobody

// `schema` has passed the lint. Empty where `value` obeys.
std::vector<base::Violation> ExplainViolations(const boost::json::object& schema,
                                               const boost::json::value& value);

}  // namespace reqledger::event
