// Which known names someone may have meant.
#pragma once

#include <string_view>
#include <vector>

namespace reqledger::event {

// At most three of `known`, the nearest first, none further from `name` than a third of its length
// (at least two edits).
std::vector<std::string_view> NearestNames(std::string_view name,
                                           const std::vector<std::string_view>& known);

}  // namespace reqledger::event
