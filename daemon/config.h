// What the daemon is told at its start. Flags are defined and read in config.cc and nowhere else.
//
// Errors: a usage error (tools/exit_status.h) that names the flag and what would be right.
#pragma once

#include <chrono>
#include <string>

#include "daemon/http_server.h"
#include "ledger/base/result.h"
#include "ledger/log/ledger.h"
#include "ledger/log/sequencer.h"
#include "tools/cli.h"

namespace reqledger::daemon {

struct Config {
  log::LedgerDirs dirs;
  std::string schema_dir;
  std::string roles_file;      // empty: nobody but the daemon's own user has a role
  std::string retention_file;  // empty: nothing is ever due to be erased
  HttpServer::Options http;
  log::Sequencer::Options sequencer;  // but for publish_multiple, which the ledger itself says
  std::chrono::seconds publish_interval{3600};  // 0: never on a clock
  std::chrono::milliseconds clock_tick{1000};   // how often it looks for what is due
};

// The command line that reqledgerd takes.
const tools::CommandSpec& DaemonCommand();

// The flags, once tools::StartProgram has parsed them.
base::Result<Config> ConfigFromFlags();

}  // namespace reqledger::daemon
