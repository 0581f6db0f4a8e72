// Arguments and flag values that must have a form.
//
// Errors: a usage error that names the argument and its right form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::tools {

base::Result<std::uint64_t> SeqArgument(std::string_view text);
base::Result<std::string> MatterArgument(std::string_view text);

// The first instant of a day in UTC, `days_later` days after it, as recorded_at is written.
base::Result<std::string> DayFlag(std::string_view flag, const std::string& text, int days_later);

// Refuses an empty value of a flag that a command cannot do without.
base::Result<void> RequireFlag(std::string_view flag, const std::string& value,
                               std::string_view example);

}  // namespace reqledger::tools
