// The rule book and the event schemas of this source tree, and the events of a sample as the docket
// reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"

namespace reqledger::docket {

inline const std::string kSchemas = std::string(REQLEDGER_SOURCE_DIR) + "/schemas/";

const RuleBook& Rules();
const event::SchemaCatalogue& Schemas();

// The events of schemas/samples/`name`, with seq 1, 2, 3 …
std::vector<FoldEvent> Sample(std::string_view name);

// One event, as a recorder would submit it, of the time that it says.
FoldEvent EventOf(std::string_view json, std::uint64_t seq);

}  // namespace reqledger::docket
