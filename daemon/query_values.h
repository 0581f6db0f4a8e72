// Values that requests give in their query, each read strictly or refused with what would be right.
//
// Errors: invalid_argument about the parameter, and never what was sent; not_found for a size that
// the ledger has not reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http.h"
#include "ledger/base/result.h"

namespace reqledger::daemon {

// A number that must be there.
base::Result<std::uint64_t> RequireNumber(QueryReader& query, std::string_view name);

// The size of a tree that the ledger has had: the parameter, or `size`, which it has now.
base::Result<std::uint64_t> TakeSize(QueryReader& query, std::string_view name, std::uint64_t size);

// A bound of recorded_at: a date, or an instant, as the text that recorded_at is compared with.
// Empty where it is absent.
base::Result<std::string> TakeBound(QueryReader& query, std::string_view name);

// A text for which `is_name` holds, in words `expected`. Empty where it is absent.
base::Result<std::string> TakeName(QueryReader& query, std::string_view name,
                                   bool (*is_name)(std::string_view), std::string_view expected);

}  // namespace reqledger::daemon
