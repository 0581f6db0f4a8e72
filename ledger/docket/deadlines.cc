#include "ledger/docket/deadlines.h"

#include <algorithm>
#include <utility>

namespace reqledger::docket {
namespace {

using Patterns = std::vector<EventPattern>;

const EventPattern* Match(const Patterns& patterns, const FoldEvent& event, const Entity& entity) {
  const auto found = std::ranges::find_if(patterns, [&](const EventPattern& pattern) {
    return pattern.type == event.type && pattern.guard.Holds(event.members, entity.facts);
  });
  return found == patterns.end() ? nullptr : &*found;
}

// The first of `paths` at which something stands, in the event or (behind `subject.`) in what is
// kept of its subject.
std::optional<std::string> FirstAt(const std::vector<std::string>& paths, const FoldEvent& event,
                                   const Entity& entity) {
  constexpr std::string_view kSubject = "subject.";
  for (const std::string& path : paths) {
    const bool of_subject = path.starts_with(kSubject);
    const auto value = of_subject
                           ? ValueAt(entity.facts, std::string_view(path).substr(kSubject.size()))
                           : ValueAt(event.members, path);
    if (value) return value;
  }
  return std::nullopt;
}

std::string MomentText(const Moment& moment, const Place& place) {
  if (const auto* const day = std::get_if<LocalDay>(&moment)) return FormatDay(*day);
  return place.Format(std::get<base::Instant>(moment));
}

// When a deadline of `rule` that `event` starts is due; nothing where the event does not say
// enough.
struct Start {
  Moment trigger;
  Due due;
};
std::optional<Start> DueOf(const RuleBook& book, const DeadlineRule& rule, const Place& place,
                           const EventPattern& pattern, const FoldEvent& event,
                           const Entity& entity) {
  const Calendar& calendar = *book.FindCalendar(rule.calendar);
  const HolidaySet& holidays = book.Holidays(rule.holidays);
  if (!rule.ends_at.empty()) {
    const auto text = FirstAt(rule.ends_at, event, entity);
    const auto end = text ? ParseMoment(*text) : std::nullopt;
    if (!end) return std::nullopt;
    return Start{MomentOf(event), DueOn(*end, calendar, holidays, place)};
  }
  std::optional<Duration> duration = rule.duration;
  if (const auto text = FirstAt(rule.duration_at, event, entity)) {
    if (const auto ordered = ParseDuration(*text)) duration = *ordered;
  }
  if (!duration) return std::nullopt;
  // Of an event that happened nobody knows when, no period is counted.
  auto trigger = ParseOccurredAt(event.occurred_at);
  if (const auto text = FirstAt(pattern.at, event, entity)) {
    if (const auto said = ParseMoment(*text)) trigger = said;
  }
  if (!trigger) return std::nullopt;
  return Start{*trigger, DueAfter(*trigger, *duration, calendar, holidays, place)};
}

// The last instant that `moment` may be, at the place of the deadline, and the first. The place was
// there when the deadline was made.
base::Instant LatestOf(const Moment& moment, const Deadline& deadline) {
  const auto place = Place::Find(deadline.time_zone);
  return place ? EndOf(moment, *place) : deadline.legal_due;
}
base::Instant EarliestOf(const Moment& moment, const Deadline& deadline) {
  if (const auto* const instant = std::get_if<base::Instant>(&moment)) return *instant;
  const auto place = Place::Find(deadline.time_zone);
  return place ? place->InstantOf(LocalSeconds(std::get<LocalDay>(moment))) : deadline.legal_due;
}

// A day that is all that is known is late only where the whole day is.
bool IsLate(const Moment& moment, const Deadline& deadline) {
  return EarliestOf(moment, deadline) > deadline.legal_due;
}

bool IsLive(const FoldEvent& event) {
  return ValueAt(event.members, "mode").value_or("live") == "live";
}

void Close(Deadline& deadline, DeadlineStatus status, const FoldEvent& event) {
  deadline.status = status;
  deadline.closed_by = event.seq;
  deadline.suspended_at.reset();
}

void StartDeadline(const RuleBook& book, const RulePack& pack, const DeadlineRule& rule,
                   const EventPattern& pattern, const FoldEvent& event, Entity& entity) {
  const std::string zone = rule.time_zone.empty() ? pack.time_zone : rule.time_zone;
  const auto place = Place::Find(zone);
  if (!place) return;  // the book was checked: the zone was there when it was read
  const auto start = DueOf(book, rule, *place, pattern, event, entity);
  if (!start) return;
  for (Deadline& deadline : entity.deadlines) {
    if (deadline.pending() && deadline.rule == rule.rule)
      Close(deadline, DeadlineStatus::kExtended, event);
  }
  Deadline deadline;
  deadline.id = "d" + std::to_string(event.seq) + "." + rule.rule;
  deadline.rule = rule.rule;
  deadline.pack = pack.Label();
  deadline.trigger_seq = event.seq;
  deadline.trigger_at = MomentText(start->trigger, *place);
  deadline.time_zone = zone;
  deadline.strict_due = start->due.strict;
  deadline.legal_due = start->due.legal;
  deadline.holidays_known = start->due.holidays_known;
  deadline.live = IsLive(event);
  if (rule.production && !entity.stays.empty()) {
    deadline.status = DeadlineStatus::kSuspended;
    deadline.suspended_at = EndOf(MomentOf(event), *place);
  }
  entity.deadlines.push_back(std::move(deadline));
}

Deadline* FindPending(Entity& entity, std::string_view id) {
  const auto found = std::ranges::find_if(entity.deadlines, [&](const Deadline& deadline) {
    return deadline.pending() && deadline.id == id;
  });
  return found == entity.deadlines.end() ? nullptr : &*found;
}

// The two instants that a deadline.* event gives.
bool TakeInstants(const FoldEvent& event, Deadline& deadline, const Place& place) {
  const auto strict = ValueAt(event.members, "strict_due_at");
  const auto legal = ValueAt(event.members, "legal_due_at");
  const auto strict_at = strict ? ParseMoment(*strict) : std::nullopt;
  const auto legal_at = legal ? ParseMoment(*legal) : std::nullopt;
  if (!strict_at && !legal_at) return false;
  deadline.strict_due = EndOf(strict_at ? *strict_at : *legal_at, place);
  deadline.legal_due = EndOf(legal_at ? *legal_at : *strict_at, place);
  return true;
}

// Where a deadline stands from now on, as a deadline.set says.
void TakeStatus(const FoldEvent& event, Deadline& deadline) {
  const auto status = StatusOf(ValueAt(event.members, "status").value_or(""));
  if (status == DeadlineStatus::kCancelled) return Close(deadline, *status, event);
  const bool stands = status == DeadlineStatus::kSuspended;
  if (stands == (deadline.status == DeadlineStatus::kSuspended)) return;
  deadline.status = stands ? DeadlineStatus::kSuspended : DeadlineStatus::kOpen;
  deadline.suspended_at.reset();
  if (stands) deadline.suspended_at = LatestOf(MomentOf(event), deadline);
}

void SetByHand(const FoldEvent& event, const std::string& id, Entity& entity) {
  Deadline deadline;
  deadline.id = id;
  deadline.rule = ValueAt(event.members, "rule_id").value_or("");
  deadline.trigger_seq = event.seq;
  deadline.time_zone = ValueAt(event.members, "computation.time_zone").value_or("UTC");
  const auto place = Place::Find(deadline.time_zone);
  if (!place || !TakeInstants(event, deadline, *place)) return;
  deadline.trigger_at =
      ValueAt(event.members, "trigger_at").value_or(MomentText(MomentOf(event), *place));
  deadline.live = IsLive(event);
  TakeStatus(event, deadline);
  entity.deadlines.push_back(std::move(deadline));
}

// A deadline that is set again runs anew, stands, or is cancelled.
void SetAgain(const FoldEvent& event, Deadline& deadline) {
  const auto status = StatusOf(ValueAt(event.members, "status").value_or(""));
  const auto place = Place::Find(deadline.time_zone);
  const bool runs = status.value_or(DeadlineStatus::kOpen) == DeadlineStatus::kOpen;
  if (runs && (!place || !TakeInstants(event, deadline, *place))) return;
  TakeStatus(event, deadline);
}

// The events that are about deadlines themselves.
void FoldDeadlineEvent(const FoldEvent& event, Entity& entity) {
  const auto id = ValueAt(event.members, "deadline_id");
  if (!id) return;
  Deadline* const deadline = FindPending(entity, *id);
  if (event.type == "deadline.set") {
    return deadline == nullptr ? SetByHand(event, *id, entity) : SetAgain(event, *deadline);
  }
  if (deadline == nullptr) return;
  // What the daemon says of a deadline follows from other entries. A deadline that is pending by
  // those, since a correction changed them, was not met, and is missed only if its end had passed.
  const bool imported = !IsLive(event);
  if (event.type == "deadline.met" && imported) Close(*deadline, DeadlineStatus::kMet, event);
  if (event.type == "deadline.missed" &&
      (imported || EarliestOf(MomentOf(event), *deadline) >= deadline->legal_due)) {
    Close(*deadline, DeadlineStatus::kMissed, event);
  }
  if (event.type == "deadline.extended") {
    Deadline longer = *deadline;
    const auto place = Place::Find(longer.time_zone);
    if (!place || !TakeInstants(event, longer, *place)) return;
    Close(*deadline, DeadlineStatus::kExtended, event);
    entity.deadlines.push_back(std::move(longer));
  }
}

bool IsProductionClock(const RuleBook& book, const Deadline& deadline) {
  const DeadlineRule* const rule = book.FindRule(deadline.pack, deadline.rule);
  return rule != nullptr && rule->production;
}

}  // namespace

Moment MomentOf(const FoldEvent& event) {
  const auto moment = ParseOccurredAt(event.occurred_at);
  return moment ? *moment : Moment(event.recorded_at);
}

void FoldDeadlines(const RuleBook& book, const FoldEvent& event, Entity& entity) {
  for (Deadline& deadline : entity.deadlines) {
    if (!deadline.pending()) continue;
    const DeadlineRule* const rule = book.FindRule(deadline.pack, deadline.rule);
    if (rule == nullptr) continue;
    if (Match(rule->met_by, event, entity) != nullptr) {
      Close(deadline, DeadlineStatus::kMet, event);
      deadline.late = IsLate(MomentOf(event), deadline);
    } else if (Match(rule->ended_by, event, entity) != nullptr) {
      Close(deadline, DeadlineStatus::kCancelled, event);
    }
  }
  FoldDeadlineEvent(event, entity);
  for (const RulePack* const pack : book.PacksOn(UtcDayOf(MomentOf(event)))) {
    for (const DeadlineRule& rule : pack->rules) {
      if (rule.subject != entity.name.entity) continue;
      const EventPattern* const pattern = Match(rule.starts, event, entity);
      if (pattern != nullptr) StartDeadline(book, *pack, rule, *pattern, event, entity);
    }
  }
}

void SuspendProduction(const RuleBook& book, Entity& demand, const Moment& at) {
  for (Deadline& deadline : demand.deadlines) {
    if (deadline.status != DeadlineStatus::kOpen || !IsProductionClock(book, deadline)) continue;
    deadline.status = DeadlineStatus::kSuspended;
    deadline.suspended_at = LatestOf(at, deadline);
  }
}

void ResumeProduction(const RuleBook& book, Entity& demand, const Moment& at) {
  for (Deadline& deadline : demand.deadlines) {
    if (deadline.status != DeadlineStatus::kSuspended || !IsProductionClock(book, deadline))
      continue;
    const std::int64_t stood = EarliestOf(at, deadline).micros - deadline.suspended_at->micros;
    deadline.strict_due.micros += std::max<std::int64_t>(0, stood);
    deadline.legal_due.micros += std::max<std::int64_t>(0, stood);
    deadline.suspended_at.reset();
    deadline.status = DeadlineStatus::kOpen;
  }
}

std::optional<TermEnd> EndOfTerm(const RuleBook& book, const Entity& obligation) {
  const std::string kind = ValueAt(obligation.facts, "secrecy_kind").value_or("");
  auto from_text = ValueAt(obligation.facts, "term.effective_from");
  if (!from_text) from_text = ValueAt(obligation.facts, "term.issued_at");
  const auto from = from_text ? ParseMoment(*from_text) : std::nullopt;
  const auto end_text = ValueAt(obligation.facts, "term.ends_at");
  const auto end = end_text ? ParseMoment(*end_text) : std::nullopt;
  if (!from && !end) return std::nullopt;
  for (const RulePack* const pack : book.PacksOn(UtcDayOf(from ? *from : *end))) {
    const auto terms = pack->secrecy_terms.find(kind);
    if (terms == pack->secrecy_terms.end()) continue;
    const Calendar* const calendar = book.FindCalendar(terms->second.calendar);
    const auto place = Place::Find(pack->time_zone);
    if (calendar == nullptr || !place) return std::nullopt;
    const HolidaySet& holidays = book.Holidays(terms->second.holidays);
    TermEnd term{{}, pack->time_zone, pack->Label(), std::nullopt};
    const auto text = ValueAt(obligation.facts, "term.period");
    const auto period = ParseDuration(text.value_or(""));
    if (end) {
      term.due = DueOn(*end, *calendar, holidays, *place);
    } else if (period) {
      term.due = DueAfter(*from, *period, *calendar, holidays, *place);
    } else {
      return std::nullopt;
    }
    const bool renewed = ValueAt(obligation.facts, "renewed") == "true";
    const auto& cap = renewed ? terms->second.renewal_cap : terms->second.cap;
    if (cap && from && DueAfter(*from, *cap, *calendar, holidays, *place).strict < term.due.strict)
      term.beyond = cap;
    return term;
  }
  return std::nullopt;
}

}  // namespace reqledger::docket
