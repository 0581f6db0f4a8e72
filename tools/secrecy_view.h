// Orders of secrecy for people: from when until when, who may be told, who was told.
//
// Trust: facts come from submitters; all text is made harmless to a terminal. The register leaves
// out the classes that the law of the order lets it leave out.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <iosfwd>
#include <string>

#include "ledger/base/time.h"
#include "tools/terminal.h"

namespace reqledger::tools {

// "until the end of 2027-11-22, in 365 days", "no end (until court order)".
std::string EndInWords(const boost::json::value& obligation, base::Instant now);

// The lines of an obligation that others have not: since, until, who may be told.
void PrintTerms(const boost::json::value& obligation, base::Instant now, std::size_t indent,
                const Terminal& terminal, std::ostream& out);

// Who was told, when, and whether of the duty.
void PrintRegister(const boost::json::value& obligation, std::size_t indent,
                   const Terminal& terminal, std::ostream& out);

// The obligation with a register that leaves out whom it may.
boost::json::value WithoutLeftOut(boost::json::value obligation);

}  // namespace reqledger::tools
