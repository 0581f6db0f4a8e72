#include "daemon/docket_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "ledger/base/limits.h"
#include "ledger/docket/moment.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

namespace json = boost::json;
using docket::Deadline;
using docket::Entity;
using docket::RuleBook;

json::value Parsed(const std::string& canonical) {
  auto value = event::ParseStrict(canonical, event::Names::kEvent, base::kEventDepthMax);
  return value ? *std::move(value) : json::value();
}

std::string AtPlace(std::string_view time_zone, base::Instant at) {
  const auto place = docket::Place::Find(time_zone);
  return place ? place->Format(at) : base::FormatInstant(at);
}

json::array Numbers(const std::vector<std::uint64_t>& numbers) {
  json::array array;
  for (const std::uint64_t number : numbers) array.emplace_back(number);
  return array;
}

template <typename Strings>
json::array Texts(const Strings& strings) {
  json::array array;
  for (const std::string& text : strings) array.emplace_back(text);
  return array;
}

// The kind of an entity, in the words of the pack that describes it: the newest that is enabled.
struct KindWords {
  std::string kind;
  std::string title;
  bool confirmed = false;
};
KindWords KindOf(const RuleBook& rules, const Entity& entity) {
  struct Place {
    std::string_view entity;
    std::string_view member;
    std::map<std::string, docket::Kind, std::less<>> docket::RulePack::* kinds;
  };
  static constexpr Place kPlaces[] = {
      {"demand", "kind", &docket::RulePack::demand_kinds},
      {"secrecy", "secrecy_kind", &docket::RulePack::secrecy_kinds},
      {"challenge", "challenge_kind", &docket::RulePack::challenge_kinds}};
  KindWords words;
  for (const Place& place : kPlaces) {
    if (place.entity != entity.name.entity) continue;
    words.kind = docket::ValueAt(entity.facts, place.member).value_or("");
    for (const auto& pack : rules.packs()) {
      const auto kind = ((*pack).*place.kinds).find(words.kind);
      if (!pack->enabled || kind == ((*pack).*place.kinds).end()) continue;
      words.title = kind->second.title;
      words.confirmed = pack->confirmed();
    }
  }
  return words;
}

// A right that nobody used, or a term that lapsed, before `now`: nothing is owed.
bool HasPassed(const RuleBook& rules, const Deadline& deadline, base::Instant now) {
  const docket::DeadlineRule* const rule = rules.FindRule(deadline.pack, deadline.rule);
  return deadline.pending() && rule != nullptr && !rule->owed() && deadline.legal_due < now;
}

json::object DeadlineJson(const RuleBook& rules, const Entity& entity, const Deadline& deadline,
                          base::Instant now) {
  json::object object{
      {"deadline_id", deadline.id},
      {"subject", entity.name.entity},
      {"id", entity.name.id},
      {"matter", entity.matter},
      {"rule", deadline.rule},
      {"trigger_seq", deadline.trigger_seq},
      {"trigger_at", deadline.trigger_at},
      {"strict_due_at", AtPlace(deadline.time_zone, deadline.strict_due)},
      {"legal_due_at", AtPlace(deadline.time_zone, deadline.legal_due)},
      {"time_zone", deadline.time_zone},
      {"status", json::string(docket::StatusName(deadline.status))},
      {"overdue", deadline.status == docket::DeadlineStatus::kOpen && deadline.legal_due < now},
      {"late", deadline.late},
      {"holidays_known", deadline.holidays_known}};
  if (HasPassed(rules, deadline, now)) {
    object["status"] = "passed";
    object["overdue"] = false;
  }
  if (deadline.closed_by) object["closed_by"] = *deadline.closed_by;
  const docket::RulePack* const pack = rules.FindPack(deadline.pack);
  object["confirmed"] = pack == nullptr || pack->confirmed();
  if (pack != nullptr) object["pack"] = deadline.pack;
  if (const auto* const rule = rules.FindRule(deadline.pack, deadline.rule)) {
    object["title"] = rule->title;
    object["action"] = rule->action;
    object["on_expiry"] = rule->on_expiry;
    object["duty"] = rule->duty;
    object["weight"] = rule->weight;
    object["citation"] = Texts(rule->citation);
  } else {
    object["title"] = "A date set by hand";
  }
  return object;
}

json::object EndJson(const RuleBook& rules, const docket::TermEnd& end) {
  const docket::RulePack* const pack = rules.FindPack(end.pack);
  json::object object{{"strict_at", AtPlace(end.time_zone, end.due.strict)},
                      {"legal_at", AtPlace(end.time_zone, end.due.legal)},
                      {"pack", end.pack},
                      {"confirmed", pack != nullptr && pack->confirmed()}};
  if (end.beyond) object["longer_than"] = docket::DurationText(*end.beyond);
  return object;
}

void AddObligation(const RuleBook& rules, const Entity& obligation, json::object& object) {
  const docket::Machine& machine = *rules.FindMachine(obligation.name.entity);
  object["binds"] = machine.IsBinding(obligation.state);
  object["running"] = machine.IsRunning(obligation.state);
  if (const auto end = docket::EndOfTerm(rules, obligation)) object["ends"] = EndJson(rules, *end);
  json::array& told = object["told"].emplace_array();
  for (const docket::Told& line : obligation.told) {
    told.push_back({{"seq", line.seq},
                    {"class", line.recipient_class},
                    {"told_at", Parsed(line.told_at)},
                    {"told_of_duty", line.told_of_duty}});
  }
  for (const auto& pack : rules.packs()) {
    const auto terms =
        pack->secrecy_terms.find(docket::ValueAt(obligation.facts, "secrecy_kind").value_or(""));
    if (!pack->enabled || terms == pack->secrecy_terms.end()) continue;
    object["counts_as_gag"] = terms->second.counts_as_gag;
    object["register_leaves_out"] = Texts(terms->second.register_leaves_out);
  }
}

json::object Whole(const RuleBook& rules, const Entity& entity, base::Instant now) {
  const docket::Machine& machine = *rules.FindMachine(entity.name.entity);
  const KindWords words = KindOf(rules, entity);
  json::object object{{"entity", entity.name.entity},
                      {"id", entity.name.id},
                      {"matter", entity.matter},
                      {"state", entity.state},
                      {"kind", words.kind},
                      {"title", words.title.empty() ? words.kind : words.title},
                      {"confirmed", words.confirmed},
                      {"seqs", Numbers(entity.seqs)},
                      {"irregular", Numbers(entity.irregular)},
                      {"corrections", Numbers(entity.corrections)},
                      {"expected", Texts(machine.ExpectedTypes(entity.state))}};
  if (const docket::State* const state = machine.FindState(entity.state)) {
    object["state_title"] = state->title;
    object["state_meaning"] = state->meaning;
    object["open"] = state->open;
  }
  json::object& facts = object["facts"].emplace_object();
  for (const auto& [name, value] : entity.facts) facts[name] = Parsed(value);
  json::array& deadlines = object["deadlines"].emplace_array();
  for (const Deadline& deadline : entity.deadlines) {
    deadlines.push_back(DeadlineJson(rules, entity, deadline, now));
  }
  return object;
}

json::object NoticeJson(const std::string& id, const docket::Notice& notice) {
  json::object object{{"notice_id", id}, {"seq", notice.seq}};
  for (const auto& [name, value] : notice.facts) object[name] = Parsed(value);
  return object;
}

void AddDemand(const RuleBook& rules, const Entity& demand, const docket::ObligationFinder& find,
               json::object& object) {
  object["obligations"] = Texts(demand.obligations);
  object["stays"] = Texts(demand.stays);
  const docket::EffectiveSecrecy secrecy = docket::EffectiveSecrecyOf(rules, demand, find);
  object["secrecy"] = {{"binding", Texts(secrecy.binding)},
                       {"forbids", Texts(secrecy.forbids)},
                       {"protected_from", Texts(secrecy.protected_from)},
                       {"permitted_recipients", Texts(secrecy.permitted)}};
  object["not_covered"] = Texts(docket::CategoriesNotCovered(rules, demand));
  const std::vector<std::string> to_give = docket::NoticesToGive(rules, demand);
  json::array& notices = object["notices"].emplace_array();
  for (const auto& [id, notice] : demand.notices) {
    json::object each = NoticeJson(id, notice);
    each["to_give"] = std::ranges::find(to_give, id) != to_give.end();
    notices.push_back(std::move(each));
  }
}

// The day from which a notice was put off or planned, or now.
base::Instant WhenToGive(const docket::Notice& notice, base::Instant now) {
  for (const std::string_view member : {"until", "planned_for"}) {
    const auto text = docket::ValueAt(notice.facts, member);
    const auto moment = text ? docket::ParseMoment(*text) : std::nullopt;
    if (moment) return docket::UtcStartOf(*moment);
  }
  return now;
}

}  // namespace

json::object EntityJson(const RuleBook& rules, const Entity& entity, base::Instant now,
                        const docket::ObligationFinder& find) {
  json::object object = Whole(rules, entity, now);
  if (entity.name.entity == "demand") AddDemand(rules, entity, find, object);
  if (entity.name.entity == "secrecy") AddObligation(rules, entity, object);
  return object;
}

void AppendNotices(const RuleBook& rules, const Entity& demand, base::Instant now,
                   DueItems& items) {
  for (const std::string& id : docket::NoticesToGive(rules, demand)) {
    const docket::Notice& notice = demand.notices.at(id);
    const base::Instant at = WhenToGive(notice, now);
    json::object object{{"what", "notice"},          {"subject", demand.name.entity},
                        {"id", demand.name.id},      {"matter", demand.matter},
                        {"title", "Notice to give"}, {"overdue", at < now},
                        {"confirmed", true}};
    for (const auto& [name, value] : NoticeJson(id, notice)) object[name] = value;
    object["action"] = "No order of secrecy binds: give the notice, or record why it is not given.";
    if (at != now) object["strict_due_at"] = base::FormatInstant(at);
    if (at != now) object["legal_due_at"] = base::FormatInstant(at);
    items.emplace_back(at, std::move(object));
  }
}

void AppendDue(const RuleBook& rules, const Entity& entity, base::Instant now, DueItems& items) {
  for (const Deadline& deadline : entity.deadlines) {
    if (!deadline.pending() || HasPassed(rules, deadline, now)) continue;
    json::object object = DeadlineJson(rules, entity, deadline, now);
    object["what"] = "deadline";
    items.emplace_back(deadline.strict_due, std::move(object));
  }
  const docket::Machine& machine = *rules.FindMachine(entity.name.entity);
  if (!machine.IsBinding(entity.state)) return;
  const auto end = docket::EndOfTerm(rules, entity);
  const bool running = machine.IsRunning(entity.state);
  if (running && !end) return;
  const KindWords words = KindOf(rules, entity);
  json::object object{{"what", running ? "secrecy_end" : "release"},
                      {"subject", entity.name.entity},
                      {"id", entity.name.id},
                      {"matter", entity.matter},
                      {"title", words.title.empty() ? words.kind : words.title},
                      {"status", entity.state},
                      {"overdue", running && end->due.legal < now},
                      {"confirmed", words.confirmed}};
  object["action"] =
      running
          ? "Watch for a renewal; nobody may be told because it ends."
          : "Look for a renewal and for other orders over the same fact, then clear the release.";
  if (end) {
    object["strict_due_at"] = AtPlace(end->time_zone, end->due.strict);
    object["legal_due_at"] = AtPlace(end->time_zone, end->due.legal);
  }
  items.emplace_back(end ? end->due.strict : now, std::move(object));
}

}  // namespace reqledger::daemon
