#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>
#include <vector>

#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/docket_view.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/secrecy_view.h"
#include "tools/table.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

constexpr std::size_t kIndent = 4;

base::Result<value> Ask(const DaemonClient& daemon) {
  std::string query;
  const auto add = [&query](std::string_view name, const std::string& text) {
    if (text.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + PercentEncode(text);
  };
  add("matter", FLAGS_matter);
  add("at", FLAGS_at);
  return daemon.Get("/v1/secrecy" + query);
}

// The day of the question is said where there is one.
std::string Scope() {
  std::string scope = FLAGS_matter.empty() ? "" : " in matter " + FLAGS_matter;
  if (!FLAGS_at.empty()) scope += " at the end of " + FLAGS_at;
  return scope;
}

void PrintObligation(const value& obligation, base::Instant now, const Terminal& terminal) {
  std::cout << terminal.Styled(Style::kBold, Printable(TextAt(obligation, "id"))) << "  "
            << terminal.Styled(TrueAt(obligation, "binds") ? Style::kWarn : Style::kGood,
                               Printable(TextAt(obligation, "state_title")))
            << "  matter " << Printable(TextAt(obligation, "matter")) << '\n';
  PrintLabelled("Order",
                Printable(TextAt(obligation, "title")) +
                    std::string(TrueAt(obligation, "confirmed") ? "" : kNotConfirmed),
                kIndent, terminal, Style::kPlain, std::cout);
  PrintTerms(obligation, now, kIndent, terminal, std::cout);
  if (FLAGS_register) PrintRegister(obligation, kIndent, terminal, std::cout);
  std::cout << '\n';
}

void Print(const value& answer) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  // What binds comes first; a register is read for what is over, too.
  std::vector<value> shown;
  std::vector<value> released;
  for (const value& obligation : ItemsAt(answer, "obligations")) {
    (TrueAt(obligation, "binds") ? shown : released).push_back(obligation);
  }
  if (FLAGS_register) shown.insert(shown.end(), released.begin(), released.end());
  bool unconfirmed = false;
  for (const value& obligation : shown) {
    PrintObligation(obligation, AsOf(answer), terminal);
    unconfirmed = unconfirmed || !TrueAt(obligation, "confirmed");
  }
  if (shown.empty()) std::cout << "No order of secrecy binds" << Scope() << ".\n";
  if (!released.empty() && !FLAGS_register) {
    std::cout << Counted(released.size(), "released order is", "released orders are")
              << " not shown; --register shows " << (released.size() == 1 ? "it" : "them")
              << " too.\n";
  }
  PrintFootnotes(unconfirmed, false, terminal, std::cout);
}

}  // namespace

CommandResult RunSecrecy(const CommandLine& line) {
  if (!FLAGS_at.empty()) RETURN_IF_ERROR(DayFlag("at", FLAGS_at, 0));
  if (!FLAGS_matter.empty()) RETURN_IF_ERROR(MatterArgument(FLAGS_matter));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const value answer, Ask(daemon));
  if (!FLAGS_json) {
    Print(answer);
    return kExitOk;
  }
  boost::json::array obligations;
  for (const value& each : ItemsAt(answer, "obligations")) {
    obligations.push_back(WithoutLeftOut(each));
  }
  std::cout << JsonLine(
      value{{"as_of", TextAt(answer, "as_of")}, {"obligations", std::move(obligations)}});
  return kExitOk;
}

}  // namespace reqledger::tools
