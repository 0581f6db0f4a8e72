// Values of events in words, for people: what `matter`, `show` and `new` print.
//
// Trust: opened values come from submitters; all text is made harmless to a terminal.
#pragma once

#include <boost/json/fwd.hpp>
#include <iosfwd>
#include <string>
#include <string_view>

#include "tools/form.h"
#include "tools/terminal.h"

namespace reqledger::tools {

// "us sca warrant", "yes", "Issued on: 2026-11-21; Came in by: portal". `field` may be null.
std::string InWords(const boost::json::value& value, const Field* field);

// "us sca warrant" of `us_sca_warrant`.
std::string ChoiceInWords(std::string_view choice);

// "2023-11-17 16:40 -05:00" of `2023-11-17T16:40:31-05:00`; anything else as it stands.
std::string MomentInWords(std::string text);

// "2023-11-17 16:40 -05:00", "by 2023-11-17", "not known".
std::string OccurredInWords(const boost::json::value& occurred_at);

// "2026-11-22 18:03" of `2026-11-22T18:03:11.000000Z`.
std::string RecordedInWords(std::string_view recorded_at);

// Each member of `members` that `form` has, in its order, then those that it has not; core members
// and `matter` are left out. `form` may be null.
void PrintMembers(const boost::json::object& members, const Form* form, std::size_t indent,
                  const Terminal& terminal, std::ostream& out);

}  // namespace reqledger::tools
