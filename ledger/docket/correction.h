// What corrections make of the events before them.
//
// Errors: as the source of events.
// Source: docs/docket.md "Irregular steps and corrections".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"

namespace reqledger::docket {

inline constexpr std::string_view kCorrectionType = "ledger.correction";
bool IsCorrection(const FoldEvent& event);

// The entry that a correction corrects; nothing where it names none that was there before.
std::optional<std::uint64_t> CorrectedSeq(const FoldEvent& correction);

// `event` as it is with `correction`, which withdraws nothing.
void Correct(FoldEvent& event, const FoldEvent& correction);

// `event` as its corrections so far have it; nothing where one withdrew it.
std::optional<FoldEvent> Corrected(FoldEvent event,
                                   const std::vector<const FoldEvent*>& corrections);

// The entries that name `entity` as their corrections have it, those withdrawn left out. `last` is
// a correction that `events` does not have yet.
base::Result<std::vector<std::uint64_t>> StillNaming(const Entity& entity, const FoldEvent& last,
                                                     EventSource& events);

std::vector<Subject> SubjectsOf(const Members& members, const Identifiers& identifiers);

}  // namespace reqledger::docket
