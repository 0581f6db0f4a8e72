#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"

namespace reqledger::tools {

CommandResult RunCheckpoint(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  auto note = daemon.GetText(FLAGS_working ? "/v1/checkpoint?working=1" : "/checkpoint");
  if (!note) {
    base::Error error = note.error();
    if (error.code == base::Code::kNotFound && !FLAGS_working) {
      error.message += "; `reqledger publish` publishes one, --working shows the newest";
    }
    return base::Fail(std::move(error));
  }
  std::cout << *note;
  return kExitOk;
}

}  // namespace reqledger::tools
