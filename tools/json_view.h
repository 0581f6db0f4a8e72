// Looking into JSON that somebody else wrote: what is not there, or of another kind, reads as
// empty.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::tools {

// One JSON value from the daemon; io for anything else.
base::Result<boost::json::value> ParseAnswer(std::string_view text);

const boost::json::value* MemberAt(const boost::json::value& object, std::string_view name);
std::string_view TextAt(const boost::json::value& object, std::string_view name);
std::optional<std::int64_t> NumberAt(const boost::json::value& object, std::string_view name);
bool TrueAt(const boost::json::value& object, std::string_view name);
std::span<const boost::json::value> ItemsAt(const boost::json::value& object,
                                            std::string_view name);
std::string_view TextOf(const boost::json::value& value);

// `value` on one line, members in their order, and a LF: what --json prints.
// What stands for values that were erased: `erased` of an entry or a matter.
std::string ErasedInWords(const boost::json::value& erased);

std::string JsonLine(const boost::json::value& value);

}  // namespace reqledger::tools
