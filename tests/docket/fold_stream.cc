// Folds sequences of events and prints each docket: what the model in tests/rules is compared with.
//
// Standard input: one submitted event a line; an empty line ends a sequence. `seq` counts from 1 in
// each. Standard output: one canonical JSON object a sequence. Arguments: the folder schemas/.
#include <iostream>
#include <optional>
#include <string>

#include "ledger/docket/docket.h"
#include "ledger/event/schema.h"
#include "tests/docket/docket_json.h"

namespace reqledger::docket {
namespace {

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
      std::cout << DocketJson(*book, docket->entities()) << '\n';
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
