#include <boost/json.hpp>
#include <iostream>
#include <utility>

#include "ledger/event/json.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/text.h"
#include "tools/trust.h"

namespace reqledger::tools {

namespace {

base::Result<std::string> Body() {
  std::string members;
  if (!FLAGS_reason.empty()) members = R"("reason":)" + event::CanonicalString(FLAGS_reason);
  if (!FLAGS_next_vkeys.empty()) {
    ASSIGN_OR_RETURN(const note::VerifierKey key, ReadPinnedKey("next_vkeys", FLAGS_next_vkeys));
    members += (members.empty() ? "" : ",") + std::string(R"("next_vkeys":[)") +
               event::CanonicalString(key.Serialize()) + "]";
  }
  return "{" + members + "}";
}

}  // namespace

// The verifier key alone goes to standard output, as with init.
CommandResult RunRotateKey(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(std::string body, Body());
  ASSIGN_OR_RETURN(const boost::json::value done, daemon.Post("/v1/keys:rotate", std::move(body)));
  if (FLAGS_json) {
    std::cout << JsonLine(done);
    return kExitOk;
  }
  std::cout << Printable(TextAt(done, "vkey")) << '\n';
  std::cerr << "A new key signs from size " << NumberAt(done, "size").value_or(0) << " on; entry "
            << NumberAt(done, "seq").value_or(0)
            << " names it, and the checkpoint of that size is signed by both. The key before is "
               "destroyed here.\n"
               "Publish the verifier key where auditors get it. Whoever holds the one before still "
               "verifies.\n";
  return kExitOk;
}

}  // namespace reqledger::tools
