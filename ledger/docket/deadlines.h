// Deadlines of one entity: which an event starts, meets, moves or ends.
//
// Source: `deadline_rules` of the packs of schemas/rules.
#pragma once

#include "ledger/docket/entity.h"
#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::docket {

// The moment of an event, where it is known to the day; else the moment it was recorded.
Moment MomentOf(const FoldEvent& event);

// What `event`, which names `entity`, does to its deadlines by the packs of its day.
void FoldDeadlines(const RuleBook& book, const FoldEvent& event, Entity& entity);

// Production clocks stand from `at` on, or run again: what is left of them is left. Of a day that
// is all that is known they stand from its end, and run from its beginning: no clock stands longer
// than is known.
void SuspendProduction(const RuleBook& book, Entity& demand, const Moment& at);
void ResumeProduction(const RuleBook& book, Entity& demand, const Moment& at);

// When the present term of an obligation ends; nothing where no day or period ends it, or its kind
// is in no pack.
struct TermEnd {
  Due due;
  std::string time_zone;
  std::string pack;
  std::optional<Duration> beyond;  // the longest term that the law of the kind allows: it is longer
};
std::optional<TermEnd> EndOfTerm(const RuleBook& book, const Entity& obligation);

}  // namespace reqledger::docket
