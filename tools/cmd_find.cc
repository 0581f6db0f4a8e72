#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>
#include <set>
#include <string>

#include "ledger/event/json.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/private_value.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

// Neither a value nor its length is in the address of the request: addresses are kept in many
// places.
base::Result<std::string> RequestFor(std::string_view kind, const std::string& given) {
  ASSIGN_OR_RETURN(const std::string value, PrivateValue(kind, given, STDIN_FILENO));
  return event::Canonical(boost::json::object{{kind, value}});
}

void Print(const boost::json::value& answer, std::string_view kind) {
  const auto found = ItemsAt(answer, "found");
  if (found.empty()) {
    std::cout << "No entry holds this " << kind << ".\n";
    return;
  }
  Table table({{"Matter"}, {"Seq", true}, {"Happened"}, {"Type"}, {"Demand"}, {"Target"}});
  std::set<std::string> matters;
  for (const boost::json::value& entry : found) {
    const auto* const occurred = MemberAt(entry, "occurred_at");
    matters.emplace(TextAt(entry, "matter"));
    table.Add({Printable(TextAt(entry, "matter")),
               std::to_string(NumberAt(entry, "seq").value_or(-1)),
               occurred == nullptr ? std::string() : OccurredInWords(*occurred),
               Printable(TextAt(entry, "type")), Printable(TextAt(entry, "demand_id")),
               Printable(TextAt(entry, "target_id"))});
  }
  table.Print(Terminal::Of(STDOUT_FILENO), std::cout);
  std::cout << '\n'
            << Counted(found.size(), "entry", "entries") << " in "
            << Counted(matters.size(), "matter", "matters") << ".\n";
}

}  // namespace

CommandResult RunFind(const CommandLine& line) {
  const bool customer = WasGiven(line, "customer");
  if (customer == WasGiven(line, "selector")) {
    return FailUsage("give what to look for: either --selector or --customer");
  }
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  const std::string_view kind = customer ? "customer" : "selector";
  ASSIGN_OR_RETURN(std::string request,
                   RequestFor(kind, customer ? FLAGS_customer : FLAGS_selector));
  ASSIGN_OR_RETURN(const boost::json::value answer, daemon.Post("/v1/lookups", std::move(request)));
  if (FLAGS_json) {
    std::cout << JsonLine(answer);
    return kExitOk;
  }
  Print(answer, kind);
  if (const auto erased = NumberAt(answer, "erased_matters").value_or(0); erased > 0) {
    std::cout << Counted(static_cast<std::uint64_t>(erased), "matter was", "matters were")
              << " lawfully erased whole: what was in them is found by nothing.\n";
  }
  return kExitOk;
}

}  // namespace reqledger::tools
