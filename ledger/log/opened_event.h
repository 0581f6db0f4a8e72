// Entries as the docket reads them.
//
// Errors: corrupt for an entry whose opened members are not in form.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/docket/fold.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"

namespace reqledger::log {

// What members identify under the schema of a digest; nothing where there is no such schema.
using IdentifierFinder = std::function<std::optional<docket::Identifiers>(const crypto::Hash&)>;
IdentifierFinder FinderIn(const event::SchemaCatalogue& catalogue);  // `catalogue` outlives it

// The canonical JSON of an opened member, core or other; null where it is not opened.
using MemberFinder = std::function<const std::string*(std::string_view)>;

// Of the members that are open, core members among `members` being passed over. An entry without an
// opened time is one that nothing of the docket is about: its matter was erased. Its type is empty.
base::Result<docket::FoldEvent> FoldEventOf(std::uint64_t seq, const MemberFinder& core,
                                            const std::vector<event::Member>& members,
                                            const IdentifierFinder& identifiers);

}  // namespace reqledger::log
