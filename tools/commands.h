// What each subcommand of `reqledger` does. One file each: tools/cmd_<name>.cc.
//
// Errors: an error ends the command as exit_status.h says; a returned status has already been
// explained.
#pragma once

#include "ledger/base/result.h"
#include "tools/cli.h"

namespace reqledger::tools {

using CommandResult = base::Result<ExitStatus>;
using Command = CommandResult (*)(const CommandLine& line);

CommandResult RunCheckpoint(const CommandLine& line);
CommandResult RunDue(const CommandLine& line);
CommandResult RunErase(const CommandLine& line);
CommandResult RunExplain(const CommandLine& line);
CommandResult RunExport(const CommandLine& line);
CommandResult RunFind(const CommandLine& line);
CommandResult RunInit(const CommandLine& line);
CommandResult RunList(const CommandLine& line);
CommandResult RunMatter(const CommandLine& line);
CommandResult RunNew(const CommandLine& line);
CommandResult RunProve(const CommandLine& line);
CommandResult RunPublish(const CommandLine& line);
CommandResult RunRecord(const CommandLine& line);
CommandResult RunRewrap(const CommandLine& line);
CommandResult RunRotateKey(const CommandLine& line);
CommandResult RunSecrecy(const CommandLine& line);
CommandResult RunShow(const CommandLine& line);
CommandResult RunStatus(const CommandLine& line);
CommandResult RunTemplate(const CommandLine& line);
CommandResult RunTypes(const CommandLine& line);
CommandResult RunVerify(const CommandLine& line);

}  // namespace reqledger::tools
