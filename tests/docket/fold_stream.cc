// Folds sequences of events and prints each docket: what the model in tests/rules is compared with.
//
// Standard input: one submitted event a line; an empty line ends a sequence. `seq` counts from 1 in
// each. Standard output: one canonical JSON object a sequence. Arguments: the folder schemas/.
#include <boost/json.hpp>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "ledger/docket/docket.h"
#include "ledger/docket/place.h"
#include "ledger/event/json.h"
#include "ledger/event/schema.h"

namespace reqledger::docket {
namespace {

namespace json = boost::json;

json::object EntityJson(const Entity& entity) {
  json::array irregular;
  for (const std::uint64_t seq : entity.irregular)
    irregular.emplace_back(static_cast<std::int64_t>(seq));
  json::object facts;
  for (const auto& [name, value] : entity.facts) {
    facts[name] = event::ParseStrict(value, event::Names::kEvent, 6).value();
  }
  return {{"entity", entity.name.entity},      {"id", entity.name.id},
          {"matter", entity.matter},           {"state", entity.state},
          {"irregular", std::move(irregular)}, {"facts", std::move(facts)}};
}

std::string Instant(const Deadline& deadline, base::Instant at) {
  return Place::Find(deadline.time_zone)->Format(at);
}

std::string Serialize(const Docket& docket) {
  json::array entities;
  json::array deadlines;
  for (const auto& [name, entity] : docket.entities()) {
    entities.push_back(EntityJson(entity));
    for (const Deadline& deadline : entity.deadlines) {
      deadlines.push_back({{"rule", deadline.rule},
                           {"subject", name.id},
                           {"trigger_seq", static_cast<std::int64_t>(deadline.trigger_seq)},
                           {"strict_due_at", Instant(deadline, deadline.strict_due)},
                           {"legal_due_at", Instant(deadline, deadline.legal_due)},
                           {"status", json::string(StatusName(deadline.status))}});
    }
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
      std::cout << Serialize(*docket) << '\n';
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
