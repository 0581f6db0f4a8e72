// Where demands, obligations and challenges stand, for people.
//
// Trust: ids and facts come from submitters; all text is made harmless to a terminal.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <iosfwd>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/base/time.h"
#include "tools/due_item.h"
#include "tools/terminal.h"

namespace reqledger::tools {

// What stands behind the mark of rules that no lawyer has confirmed.
inline constexpr std::string_view kNotConfirmed = " *";
inline constexpr std::string_view kHolidaysNotKnown = " †";
void PrintFootnotes(bool unconfirmed, bool holidays_unknown, const Terminal& terminal,
                    std::ostream& out);
// The footnotes that `items` need.
void PrintFootnotes(std::span<const DueItem> items, const Terminal& terminal, std::ostream& out);

// Title with its marks.
std::string MarkedTitle(const DueItem& item);
// By how urgent it is.
Style StyleOf(const DueItem& item, base::Instant now);

// The present of all that an answer of GET /v1/matters/{id} holds: demands, obligations,
// challenges.
void PrintPresent(const boost::json::value& answer, const Terminal& terminal, std::ostream& out);

// The entries that no machine expected.
std::set<std::int64_t> IrregularSeqs(const boost::json::value& answer);

}  // namespace reqledger::tools
