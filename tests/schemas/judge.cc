// Says of each event whether it obeys its schema, for a test that asks others the same.
//
//   schema_judge SCHEMA_FOLDER < events.jsonl
//
// A line for a line: `ok`; `broken` and each broken rule as pointer and keyword; or `unfit`
// likewise where the line is no event at all and no schema is asked.
#include <iostream>
#include <string>

#include "ledger/event/event.h"
#include "ledger/event/schema.h"

namespace reqledger::event {
namespace {

std::string Told(std::string verdict, const base::Error& error) {
  for (const base::Violation& violation : error.violations) {
    verdict += '\t' + violation.pointer + ' ' + violation.rule;
  }
  return verdict;
}

std::string Verdict(const SchemaCatalogue& schemas, const std::string& line) {
  const auto event = ParseEvent(line);
  if (!event) return Told("unfit", event.error());
  const Schema* schema = schemas.Latest(event->type);
  if (schema == nullptr) return "unfit\t/type unknown";
  const auto obeys = schema->Validate(*event);
  return obeys ? "ok" : Told("broken", obeys.error());
}

int Main(const std::string& folder) {
  const auto schemas = SchemaCatalogue::Load(folder);
  if (!schemas) {
    std::cerr << schemas.error().message << '\n';
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);)
    std::cout << Verdict(*schemas, line) << '\n';
  return 0;
}

}  // namespace
}  // namespace reqledger::event

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: schema_judge SCHEMA_FOLDER\n";
    return 2;
  }
  return reqledger::event::Main(argv[1]);
}
