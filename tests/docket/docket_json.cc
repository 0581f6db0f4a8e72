#include "tests/docket/docket_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/docket/deadlines.h"
#include "ledger/docket/effective.h"
#include "ledger/docket/place.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

namespace json = boost::json;

json::array Names(const std::set<std::string>& names) {
  return json::array(names.begin(), names.end());
}

json::value Parsed(const std::string& value) {
  return event::ParseStrict(value, event::Names::kEvent, base::kEventDepthMax).value();
}

json::array ToldJson(const std::vector<Told>& told) {
  json::array array;
  for (const Told& each : told) {
    array.push_back({{"seq", static_cast<std::int64_t>(each.seq)},
                     {"class", each.recipient_class},
                     {"told_at", Parsed(each.told_at)},
                     {"told_of_duty", each.told_of_duty}});
  }
  return array;
}

json::array NoticesJson(const RuleBook& book, const Entity& entity) {
  const std::vector<std::string> to_give = NoticesToGive(book, entity);
  json::array array;
  for (const auto& [id, notice] : entity.notices) {
    array.push_back({{"id", id},
                     {"seq", static_cast<std::int64_t>(notice.seq)},
                     {"to_give", std::ranges::find(to_give, id) != to_give.end()}});
  }
  return array;
}

void AddDemand(const RuleBook& book, const Entities& entities, const Entity& demand,
               json::object& object) {
  const EffectiveSecrecy secrecy = EffectiveSecrecyOf(book, demand, [&](const std::string& id) {
    const auto found = entities.find({"secrecy", id});
    return found == entities.end() ? nullptr : &found->second;
  });
  object["binding"] = Names(secrecy.binding);
  object["permitted"] = Names(secrecy.permitted);
}

json::object EntityJson(const RuleBook& book, const Entities& entities, const Entity& entity) {
  json::array irregular;
  for (const std::uint64_t seq : entity.irregular)
    irregular.emplace_back(static_cast<std::int64_t>(seq));
  json::object facts;
  for (const auto& [name, value] : entity.facts) facts[name] = Parsed(value);
  json::object object{{"entity", entity.name.entity},
                      {"id", entity.name.id},
                      {"matter", entity.matter},
                      {"state", entity.state},
                      {"before", entity.previous},
                      {"irregular", std::move(irregular)},
                      {"facts", std::move(facts)},
                      {"told", ToldJson(entity.told)},
                      {"obligations", Names(entity.obligations)},
                      {"stays", Names(entity.stays)},
                      {"notices", NoticesJson(book, entity)}};
  if (entity.name.entity == "demand") AddDemand(book, entities, entity, object);
  if (const auto term = EndOfTerm(book, entity)) {
    const auto place = Place::Find(term->time_zone).value();
    object["term_strict"] = place.Format(term->due.strict);
    object["term_legal"] = place.Format(term->due.legal);
  }
  return object;
}

json::object DeadlineJson(const std::string& subject, const Deadline& deadline) {
  const auto place = Place::Find(deadline.time_zone).value();
  return {{"rule", deadline.rule},
          {"subject", subject},
          {"trigger_seq", static_cast<std::int64_t>(deadline.trigger_seq)},
          {"strict_due_at", place.Format(deadline.strict_due)},
          {"legal_due_at", place.Format(deadline.legal_due)},
          {"status", json::string(StatusName(deadline.status))},
          {"closed_by", static_cast<std::int64_t>(deadline.closed_by.value_or(0))},
          {"late", deadline.late}};
}

}  // namespace

std::string DocketJson(const RuleBook& book, const Entities& entities) {
  json::array all;
  json::array deadlines;
  for (const auto& [name, entity] : entities) {
    all.push_back(EntityJson(book, entities, entity));
    for (const Deadline& deadline : entity.deadlines)
      deadlines.push_back(DeadlineJson(name.id, deadline));
  }
  return event::Canonical({{"entities", std::move(all)}, {"deadlines", std::move(deadlines)}});
}

}  // namespace reqledger::docket
