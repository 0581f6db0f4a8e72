// An event of a type as a file to fill in: JSON with whole-line comments, which `record` takes.
#pragma once

#include <string>
#include <string_view>

#include "tools/form.h"

namespace reqledger::tools {

// `now` is the example of a moment: YYYY-MM-DDTHH:MM±hh:mm.
std::string Skeleton(const Form& form, std::string_view now);

}  // namespace reqledger::tools
