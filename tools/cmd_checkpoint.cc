#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_client.h"
#include "tools/flags.h"

namespace reqledger::tools {

CommandResult RunCheckpoint(const CommandLine& /*line*/) {
  auto note = DaemonClient(FLAGS_socket)
                  .GetText(FLAGS_working ? "/v1/checkpoint?working=1" : "/checkpoint");
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
