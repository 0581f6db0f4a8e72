#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/event/json.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/fetched_export.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/terminal.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

base::Result<std::string> RequestFromFlags() {
  RETURN_IF_ERROR(RequireFlag("out", FLAGS_out, "export-2026-11.zip"));
  if (FLAGS_out.ends_with(".tar.gz") || FLAGS_out.ends_with(".tgz")) {
    return FailUsage("--out cannot be '" + FLAGS_out +
                     "': this version writes a folder, or one file that ends in .zip");
  }
  if (FLAGS_audience != "auditor") {
    return FailUsage("--audience cannot be '" + FLAGS_audience + "': so far there is only auditor");
  }
  ASSIGN_OR_RETURN(const auto matters, SplitList("matters", FLAGS_matters));
  boost::json::object request = {{"audience", FLAGS_audience}};
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
      << (FLAGS_out.ends_with(".zip") ? "UNPACKED_FOLDER" : FLAGS_out) << " --vkey=ledger.vkey\n";
  return status;
}

}  // namespace

CommandResult RunExport(const CommandLine& line) {
  ASSIGN_OR_RETURN(const std::string request, RequestFromFlags());
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const boost::json::value status, daemon.Get("/v1/status"));
  const std::string vkey(TextAt(status, "vkey"));
  ASSIGN_OR_RETURN(const FetchedExport fetched,
                   FetchExport(daemon.http(), request, FLAGS_out, vkey));
  return Tell(fetched);
}

}  // namespace reqledger::tools
