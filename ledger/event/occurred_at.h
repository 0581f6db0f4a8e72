// The rules of the member `occurred_at`: when something happened, as precisely as it is known.
//
// Source: docs/formats.md section 2.
#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "ledger/base/error.h"

namespace reqledger::event {

void CheckOccurredAt(const boost::json::value& value, std::vector<base::Violation>& violations);

}  // namespace reqledger::event
