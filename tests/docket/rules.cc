#include "tests/docket/rules.h"

#include <fstream>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/event/event.h"

namespace reqledger::docket {

const RuleBook& Rules() {
  static const auto kBook = RuleBook::Load(kSchemas + "rules");
  REQ_CHECK(kBook);
  return *kBook;
}

const event::SchemaCatalogue& Schemas() {
  static const auto kCatalogue = event::SchemaCatalogue::Load(kSchemas + "events");
  REQ_CHECK(kCatalogue);
  return *kCatalogue;
}

FoldEvent EventOf(std::string_view json, std::uint64_t seq) {
  const auto event = event::ParseEvent(json);
  REQ_CHECK(event);
  const event::Schema* const schema = Schemas().Latest(event->type);
  REQ_CHECK(schema != nullptr);
  return MakeFoldEvent(*event, *schema, seq, *base::ParseRfc3339("2026-01-01T00:00:00Z"));
}

std::vector<FoldEvent> Sample(std::string_view name) {
  std::ifstream file(kSchemas + "samples/" + std::string(name));
  REQ_CHECK(file.good());
  std::vector<FoldEvent> events;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with("//"))
      events.push_back(EventOf(line, events.size() + 1));
  }
  return events;
}

}  // namespace reqledger::docket
