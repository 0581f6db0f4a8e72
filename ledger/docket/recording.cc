#include "ledger/docket/recording.h"

#include <algorithm>

namespace reqledger::docket {

bool IsRecordedLate(const RuleBook& book, std::string_view occurred_at, base::Instant recorded_at) {
  constexpr std::string_view kNoLastDay = R"({"precision":"on_or_after")";
  const auto happened = ParseOccurredAt(occurred_at);
  if (!happened || occurred_at.starts_with(kNoLastDay)) return false;
  const Calendar by_the_clock{.name = "", .counts = Calendar::Counts::kInstant};
  return std::ranges::any_of(book.PacksOn(UtcDayOf(*happened)), [&](const RulePack* pack) {
    const auto place = Place::Find(pack->time_zone);
    if (!pack->recording || !place) return false;
    const Due due = DueAfter(*happened, pack->recording->late_after, by_the_clock, {}, *place);
    return due.strict < recorded_at;
  });
}

}  // namespace reqledger::docket
