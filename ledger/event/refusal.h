// One error for a text that breaks rules: the first of them in words, all of them as data.
#pragma once

#include <string_view>
#include <vector>

#include "ledger/base/error.h"

namespace reqledger::event {

// "`what` refused at /pointer: rule, expected … (and 2 more)", invalid_argument. There is at least
// one violation.
base::Error Refusal(std::string_view what, std::vector<base::Violation> violations);

}  // namespace reqledger::event
