#include <iostream>

#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"

namespace reqledger::tools {

CommandResult RunProve(const CommandLine& line) {
  ASSIGN_OR_RETURN(const std::uint64_t seq, SeqArgument(line.arguments.front()));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  auto proof = daemon.GetText("/v1/proofs/tlog?seq=" + std::to_string(seq) +
                              (FLAGS_working ? "&working=1" : ""));
  if (!proof) {
    base::Error error = proof.error();
    if (error.code == base::Code::kNotFound && !FLAGS_working) {
      error.message += "; `reqledger publish` publishes it, --working proves it without";
    }
    return base::Fail(std::move(error));
  }
  std::cout << *proof;
  return kExitOk;
}

}  // namespace reqledger::tools
