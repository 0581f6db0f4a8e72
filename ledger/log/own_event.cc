#include "ledger/log/own_event.h"

#include <algorithm>
#include <utility>

#include "ledger/crypto/sha256.h"
#include "ledger/event/json.h"

namespace reqledger::log {
namespace {

using docket::Deadline;
using docket::Entity;
using docket::RuleBook;

std::string AtPlace(std::string_view time_zone, base::Instant at) {
  const auto place = docket::Place::Find(time_zone);
  return event::CanonicalString(place ? place->Format(at) : base::FormatInstant(at));
}

std::string PackJson(const docket::RulePack& pack) {
  return R"({"name":)" + event::CanonicalString(pack.name) + R"(,"sha256":)" +
         event::CanonicalString(crypto::ToHex(pack.sha256)) + R"(,"version":)" +
         std::to_string(pack.version) + "}";
}

// The members that a deadline's end has, met or missed.
OwnEvent DeadlineEvent(std::string type, const RuleBook& book, const Entity& entity,
                       const Deadline& deadline) {
  OwnEvent own{.type = std::move(type), .matter = entity.matter};
  own.members = {{"deadline_id", event::CanonicalString(deadline.id)},
                 {"subject", event::CanonicalString(entity.name.entity)},
                 {entity.name.entity + "_id", event::CanonicalString(entity.name.id)},
                 {"trigger_seq", std::to_string(deadline.trigger_seq)},
                 {"strict_due_at", AtPlace(deadline.time_zone, deadline.strict_due)},
                 {"legal_due_at", AtPlace(deadline.time_zone, deadline.legal_due)}};
  if (!deadline.rule.empty()) {
    own.members.push_back({"rule_id", event::CanonicalString(deadline.rule)});
  }
  if (const docket::RulePack* const pack = book.FindPack(deadline.pack)) {
    own.members.push_back({"pack", PackJson(*pack)});
  }
  return own;
}

// Where something that is owed can be missed. A term that lapses, or a date that only informs,
// passes.
bool MayBeMissed(const RuleBook& book, const Deadline& deadline) {
  if (!deadline.live || deadline.status != docket::DeadlineStatus::kOpen) return false;
  const docket::DeadlineRule* const rule = book.FindRule(deadline.pack, deadline.rule);
  return rule == nullptr || rule->owed();
}

std::optional<docket::TermEnd> RunningTerm(const RuleBook& book, const Entity& entity) {
  const docket::Machine* const machine = book.FindMachine(entity.name.entity);
  if (machine == nullptr || !machine->IsRunning(entity.state)) return std::nullopt;
  return docket::EndOfTerm(book, entity);
}

}  // namespace

OwnEvent DeadlineMet(const RuleBook& book, const Entity& entity, const Deadline& deadline) {
  OwnEvent own = DeadlineEvent("deadline.met", book, entity, deadline);
  own.members.push_back({"met_by_seq", std::to_string(deadline.closed_by.value_or(0))});
  return own;
}

OwnEvent DeadlineMissed(const RuleBook& book, const Entity& entity, const Deadline& deadline) {
  OwnEvent own = DeadlineEvent("deadline.missed", book, entity, deadline);
  const docket::DeadlineRule* const rule = book.FindRule(deadline.pack, deadline.rule);
  if (rule != nullptr && !rule->weight.empty()) {
    own.members.push_back({"weight", event::CanonicalString(rule->weight)});
  }
  return own;
}

OwnEvent SecrecyExpired(const Entity& obligation, const docket::TermEnd& end) {
  OwnEvent own{.type = "secrecy.expired", .matter = obligation.matter};
  own.members = {{"secrecy_id", event::CanonicalString(obligation.name.id)},
                 {"ended_at", AtPlace(end.time_zone, end.due.legal)}};
  return own;
}

std::vector<OwnEvent> DueEvents(const RuleBook& book, const Entity& entity, base::Instant now) {
  std::vector<OwnEvent> events;
  for (const Deadline& deadline : entity.deadlines) {
    if (MayBeMissed(book, deadline) && deadline.legal_due <= now) {
      events.push_back(DeadlineMissed(book, entity, deadline));
    }
  }
  const auto end = RunningTerm(book, entity);
  if (end && end->due.legal <= now) events.push_back(SecrecyExpired(entity, *end));
  return events;
}

std::optional<base::Instant> NextDue(const RuleBook& book, const Entity& entity) {
  std::optional<base::Instant> next;
  const auto take = [&](base::Instant at) { next = next ? std::min(*next, at) : at; };
  for (const Deadline& deadline : entity.deadlines) {
    if (MayBeMissed(book, deadline)) take(deadline.legal_due);
  }
  if (const auto end = RunningTerm(book, entity)) take(end->due.legal);
  return next;
}

std::string RulePacksJson(const RuleBook& book) {
  std::string packs;
  for (const auto& pack : book.packs()) {
    std::string json = PackJson(*pack);
    json.insert(1, pack->enabled ? R"("enabled":true,)" : R"("enabled":false,)");
    packs += (packs.empty() ? "[" : ",") + json;
  }
  return packs.empty() ? "[]" : packs + "]";
}

}  // namespace reqledger::log
