// The table of the operator's subcommands: names, what the help of each says, what each runs.
#pragma once

#include <string_view>
#include <vector>

#include "tools/cli.h"
#include "tools/commands.h"

namespace reqledger::tools {

struct Subcommand {
  std::string_view name;
  CommandSpec spec;
  Command run;
};

// In the order in which the help lists them.
std::vector<Subcommand> Subcommands();

}  // namespace reqledger::tools
