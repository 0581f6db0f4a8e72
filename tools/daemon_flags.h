// The daemon that a command's flags name: --socket, or --url with its --tls_… files.
//
// Errors: a usage error that names the flag, or the file and what is wrong with it.
#pragma once

#include "ledger/base/result.h"
#include "tools/cli.h"
#include "tools/daemon_client.h"

namespace reqledger::tools {

// Reads the files, and does not connect: what is wrong with them is said before anything is begun.
base::Result<DaemonClient> DaemonFromFlags(const CommandLine& line);

}  // namespace reqledger::tools
