// What is said where a rule between events refuses one: what is wrong, where, what would be right.
//
// Errors: what they make, all of them conflicts.
// Trust: those without a word of state go to recorders that may not know what others recorded.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ledger/base/error.h"
#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"
#include "ledger/log/correction.h"

namespace reqledger::log {

// The state, what usually comes next, and the way to record it anyhow.
base::Error Irregular(const docket::RuleBook& book, const docket::Step& step,
                      std::string_view type);
base::Error IrregularWithoutState(const docket::RuleBook& book, const docket::Step& step,
                                  std::string_view type);
// `seqs` are named, where there are any.
base::Error StillRestedOn(const std::vector<std::uint64_t>& seqs);

base::Error IdentifierTaken(const IdentifierUse& use);
base::Error IdentifierErased(const IdentifierUse& use);
base::Error IdentifierUnknown(const IdentifierUse& use);
// Taken, unknown or of a matter in which the recorder recorded nothing: one answer.
base::Error IdentifierOfOthers(const IdentifierUse& use);

base::Error IdempotencyKeyUsed();

}  // namespace reqledger::log
