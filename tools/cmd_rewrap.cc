#include <boost/json/value.hpp>
#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"

namespace reqledger::tools {

CommandResult RunRewrap(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const boost::json::value done, daemon.Post("/v1/keys:rewrap", {}));
  if (FLAGS_json) {
    std::cout << JsonLine(done);
    return kExitOk;
  }
  const auto epoch = NumberAt(done, "epoch").value_or(0);
  std::cout << "All keys are wrapped anew. The key-encryption key in use is kek." << epoch
            << "; the one before is destroyed here.\n"
               "Whoever holds copies: put kek."
            << epoch << " and the new key_table in their place, and destroy the old ones.\n";
  return kExitOk;
}

}  // namespace reqledger::tools
