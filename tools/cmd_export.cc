#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/audience/audience.h"
#include "ledger/event/json.h"
#include "tools/approval.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/fetched_export.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/private_value.h"
#include "tools/terminal.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

// That the audience is one, and is told what it takes and nothing else.
base::Result<void> CheckAudience() {
  const audience::AudienceBook& book = audience::AudienceBook::BuiltIn();
  const audience::View* const view = book.Find(FLAGS_audience);
  if (view == nullptr) {
    std::string names;
    for (const std::string& name : book.Names()) names += (names.empty() ? "" : ", ") + name;
    return FailUsage("--audience cannot be '" + FLAGS_audience + "': it is one of " + names);
  }
  const std::pair<std::string, const std::string&> words[] = {
      {"customer_ref", FLAGS_customer_ref}, {"court", FLAGS_court}, {"docket", FLAGS_docket}};
  for (const auto& [name, word] : words) {
    if (view->takes.contains(name) == !word.empty()) continue;
    return FailUsage("--audience=" + FLAGS_audience +
                     (word.empty() ? " needs --" : " takes no --") + name);
  }
  if (!view->under_seal || !FLAGS_authority.empty()) return {};
  return FailUsage("--audience=" + FLAGS_audience +
                   " needs --authority: on whose word it is made under seal");
}

base::Result<std::string> RequestFromFlags() {
  if (!FLAGS_approve) RETURN_IF_ERROR(RequireFlag("out", FLAGS_out, "export-2026-11.zip"));
  RETURN_IF_ERROR(CheckAudience());
  ASSIGN_OR_RETURN(const auto matters, SplitList("matters", FLAGS_matters));
  boost::json::object request = {{"audience", FLAGS_audience}};
  std::string customer;
  if (!FLAGS_customer_ref.empty()) {
    ASSIGN_OR_RETURN(customer, PrivateValue("customer", FLAGS_customer_ref, STDIN_FILENO));
  }
  const std::pair<std::string_view, const std::string&> words[] = {{"customer_ref", customer},
                                                                   {"court", FLAGS_court},
                                                                   {"docket", FLAGS_docket},
                                                                   {"authority", FLAGS_authority}};
  for (const auto& [name, word] : words) {
    if (!word.empty()) request[name] = word;
  }
  boost::json::array chosen;
  for (const std::string& matter : matters) {
    ASSIGN_OR_RETURN(const std::string good, MatterArgument(matter));
    chosen.emplace_back(good);
  }
  if (!chosen.empty()) request["matters"] = std::move(chosen);
  if (FLAGS_publish_now) request["publish_now"] = true;
  if (FLAGS_working) request["working"] = true;
  return event::Canonical(request);
}

CommandResult Tell(const FetchedExport& fetched) {
  const auto status = static_cast<ExitStatus>(log::ExitStatus(fetched.report));
  if (FLAGS_json) {
    ASSIGN_OR_RETURN(const boost::json::value report, ParseAnswer(log::ReportJson(fetched.report)));
    std::cout << JsonLine(boost::json::object{
        {"out", FLAGS_out}, {"bundle_sha256", fetched.bundle_digest}, {"report", report}});
    return status;
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  std::cout
      << log::ReportText(fetched.report, {.colour = terminal.colour(),
                                          .pinned_key_is = "as the daemon itself names it"})
      << "\nWritten to " << FLAGS_out << " (" << HumanBytes(fetched.bytes) << " as an archive).\n"
      << "Bundle digest: " << fetched.bundle_digest << '\n'
      << "Verified with the key that the daemon itself names. Whoever gets the bundle pins the "
         "key on another way:\n  reqledger-verify "
      << FLAGS_out << " --vkey=ledger.vkey\n";
  return status;
}

}  // namespace

CommandResult RunExport(const CommandLine& line) {
  ASSIGN_OR_RETURN(const std::string request, RequestFromFlags());
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  if (FLAGS_approve) return ApproveRequest(daemon, "POST /v1/exports", request);
  ASSIGN_OR_RETURN(const boost::json::value status, daemon.Get("/v1/status"));
  const std::string vkey(TextAt(status, "vkey"));
  ASSIGN_OR_RETURN(const FetchedExport fetched,
                   FetchExport(daemon.http(), request, FLAGS_out, vkey));
  return Tell(fetched);
}

}  // namespace reqledger::tools
