#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>
#include <string>

#include "ledger/event/json.h"
#include "tools/approval.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

namespace json = boost::json;

std::string Ranges(const json::value& plan) {
  std::string text;
  for (const json::value& range : ItemsAt(plan, "seqs")) {
    const auto first = NumberAt(range, "first").value_or(-1);
    const auto last = NumberAt(range, "last").value_or(-1);
    text += (text.empty() ? "" : ", ") + std::to_string(first);
    if (first != last) text += "-" + std::to_string(last);
  }
  return text;
}

std::string Count(const json::value& plan, std::string_view name, std::string_view one,
                  std::string_view many) {
  return Counted(static_cast<std::uint64_t>(NumberAt(plan, name).value_or(0)), one, many);
}

void PrintExports(const json::value& plan) {
  const auto exports = ItemsAt(plan, "exports");
  if (exports.empty()) {
    std::cout << "No bundle that holds it was made here.\n";
    return;
  }
  std::cout << "Who has it already, out of reach of this erasure:\n";
  Table table({{"Made (UTC)"}, {"Audience"}, {"Of"}, {"Size", true}, {"Bundle digest"}});
  for (const json::value& each : exports) {
    table.Add({RecordedInWords(TextAt(each, "recorded_at")), Printable(TextAt(each, "audience")),
               TrueAt(each, "whole") ? "the whole ledger" : "this matter",
               std::to_string(NumberAt(each, "size").value_or(-1)),
               Printable(TextAt(each, "bundle_sha256"))});
  }
  table.Print(Terminal::Of(STDOUT_FILENO), std::cout);
}

// Whether something stands in the way.
bool PrintObstacles(const json::value& plan) {
  const auto print = [&](std::string_view name, std::string_view what) {
    for (const json::value& each : ItemsAt(plan, name)) {
      std::cout << "Forbidden by " << what << ' ' << Printable(TextAt(each, "id")) << ", entry "
                << NumberAt(each, "seq").value_or(-1) << ".\n";
    }
    return !ItemsAt(plan, name).empty();
  };
  const bool held = print("holds", "hold");
  const bool bound = print(
      "orders", "an order of secrecy that covers demands of other matters and is not released:");
  return held || bound;
}

bool PrintPlan(const json::value& plan) {
  const bool whole = TextAt(plan, "scope") == "all";
  std::cout << "Matter " << Printable(TextAt(plan, "matter")) << ", "
            << Count(plan, "entries", "entry", "entries") << ".\n\n"
            << "Goes: " << (whole ? "all values" : "personal values") << " of "
            << Count(plan, "erased", "entry", "entries") << " (" << Ranges(plan) << "); "
            << Count(plan, "lookups", "row", "rows") << " by which people are found; "
            << Count(plan, "idempotency", "row", "rows") << " by which repeats are recognised"
            << (whole ? "; states, deadlines and the timeline" : "") << ".\n"
            << "Stays: the entries themselves, their order and every proof; "
            << (whole ? "that identifiers were taken. The matter takes no further event.\n"
                      : "all other values. The matter goes on, under a fresh key.\n")
            << '\n';
  PrintExports(plan);
  return PrintObstacles(plan);
}

std::string RequestBody(std::string_view matter) {
  json::object body{{"matter", matter}, {"scope", FLAGS_scope}};
  if (!FLAGS_basis.empty()) body["basis"] = FLAGS_basis;
  if (!FLAGS_authority.empty()) body["authority"] = FLAGS_authority;
  if (FLAGS_escrow_destroyed) body["escrow_destroyed"] = true;
  return event::Canonical(body);
}

void PrintErased(const json::value& erased) {
  std::cout << "Erased: " << Count(erased, "entries", "entry", "entries") << ", as entry "
            << NumberAt(erased, "seq").value_or(-1)
            << " says. The key-encryption key in use is kek."
            << NumberAt(erased, "epoch").value_or(0)
            << "; the one before is destroyed here.\n"
               "Whoever holds copies of the key folder, old envelopes of the escrow or the bundles "
               "named above: they open what was erased until they are destroyed.\n";
}

CommandResult ListDue(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const json::value answer, daemon.Get("/v1/erasures"));
  if (FLAGS_json) {
    std::cout << JsonLine(answer);
    return kExitOk;
  }
  if (!TrueAt(answer, "policy")) {
    std::cout << "The operator chose no retention policy: reqledgerd --retention_file=F.\n";
    return kExitOk;
  }
  Table table({{"Matter"}, {"Scope"}, {"Closed"}, {"Kept until"}});
  for (const json::value& each : ItemsAt(answer, "due")) {
    table.Add({Printable(TextAt(each, "matter")), Printable(TextAt(each, "scope")),
               Printable(TextAt(each, "closed_on")), Printable(TextAt(each, "due_on"))});
  }
  table.Print(Terminal::Of(STDOUT_FILENO), std::cout);
  return kExitOk;
}

}  // namespace

CommandResult RunErase(const CommandLine& line) {
  if (FLAGS_due) {
    if (FLAGS_yes || FLAGS_approve || !FLAGS_matter.empty()) {
      return FailUsage("--due only lists: give it alone");
    }
    return ListDue(line);
  }
  if (FLAGS_matter.empty())
    return FailUsage("give the matter: --matter=ID, or --due for those that are due");
  if (FLAGS_scope != "personal" && FLAGS_scope != "all") {
    return FailUsage("--scope cannot be '" + FLAGS_scope + "': give personal or all");
  }
  if (FLAGS_yes && FLAGS_approve) return FailUsage("either --yes or --approve: not both");
  if ((FLAGS_yes || FLAGS_approve) && (FLAGS_basis.empty() || FLAGS_authority.empty())) {
    return FailUsage("say under what and on whose word: --basis and --authority");
  }
  ASSIGN_OR_RETURN(const std::string matter, MatterArgument(FLAGS_matter));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  const std::string body = RequestBody(matter);
  if (FLAGS_approve) return ApproveRequest(daemon, "POST /v1/erasures", body);
  ASSIGN_OR_RETURN(const json::value plan, daemon.Post("/v1/erasures?dry_run=1", body));
  if (FLAGS_json && !FLAGS_yes) {
    std::cout << JsonLine(plan);
    return kExitOk;
  }
  if (!FLAGS_json) {
    const bool forbidden = PrintPlan(plan);
    if (!FLAGS_yes) {
      std::cout << (forbidden ? "\nNothing was erased.\n"
                              : "\nNothing was erased: --yes does it. It cannot be undone.\n");
      return kExitOk;
    }
    std::cout << std::endl;
  }
  ASSIGN_OR_RETURN(const json::value erased, daemon.Post("/v1/erasures", body));
  if (FLAGS_json) {
    std::cout << JsonLine(erased);
  } else {
    PrintErased(erased);
  }
  return kExitOk;
}

}  // namespace reqledger::tools
