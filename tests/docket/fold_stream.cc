// Folds sequences of events and prints each docket: what the model in tests/rules is compared with.
//
// Standard input: one submitted event a line; an empty line ends a sequence. `seq` counts from 1 in
// each. Standard output: one canonical JSON object a sequence. Arguments: the folder schemas/.
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/docket/deadlines.h"
#include "ledger/docket/docket.h"
#include "ledger/docket/effective.h"
#include "ledger/docket/place.h"
#include "ledger/event/json.h"
#include "ledger/event/schema.h"

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

void AddDemand(const RuleBook& book, const Docket& docket, const Entity& demand,
               json::object& object) {
  const EffectiveSecrecy secrecy = EffectiveSecrecyOf(book, demand, [&](const std::string& id) {
    const auto found = docket.entities().find({"secrecy", id});
    return found == docket.entities().end() ? nullptr : &found->second;
  });
  object["binding"] = Names(secrecy.binding);
  object["permitted"] = Names(secrecy.permitted);
}

json::object EntityJson(const RuleBook& book, const Docket& docket, const Entity& entity) {
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
  if (entity.name.entity == "demand") AddDemand(book, docket, entity, object);
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

std::string Serialize(const RuleBook& book, const Docket& docket) {
  json::array entities;
  json::array deadlines;
  for (const auto& [name, entity] : docket.entities()) {
    entities.push_back(EntityJson(book, docket, entity));
    for (const Deadline& deadline : entity.deadlines)
      deadlines.push_back(DeadlineJson(name.id, deadline));
  }
  return event::Canonical({{"entities", std::move(entities)}, {"deadlines", std::move(deadlines)}});
}

int Run(const std::string& schemas) {
  const auto book = RuleBook::Load(schemas + "/rules");
  const auto catalogue = event::SchemaCatalogue::Load(schemas + "/events");
  if (!book || !catalogue) {
    std::cerr << (book ? catalogue.error().message : book.error().message) << '\n';
    return 3;
  }
  std::optional<Docket> docket(std::in_place, *book);
  std::uint64_t seq = 0;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) {
      std::cout << Serialize(*book, *docket) << '\n';
      docket.emplace(*book);
      seq = 0;
      continue;
    }
    const auto event = event::ParseEvent(line);
    const event::Schema* const schema = event ? catalogue->Latest(event->type) : nullptr;
    if (schema == nullptr) {
      std::cerr << "not an event: " << line << '\n';
      return 1;
    }
    const auto recorded_at = base::ParseRfc3339("2026-01-01T00:00:00Z").value();
    if (const auto added = docket->Add(MakeFoldEvent(*event, *schema, ++seq, recorded_at));
        !added) {
      std::cerr << added.error().message << '\n';
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace reqledger::docket

int main(int argc, char** argv) { return argc == 2 ? reqledger::docket::Run(argv[1]) : 2; }
