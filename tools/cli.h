// The command line of every program of the project: gflags holds the flags, this holds the manners.
//
// gflags by itself keeps the last of repeated flags, exits 1 for a bad one, and knows one list of
// flags for the whole program. Here each command names the flags that it takes; an unknown, foreign
// or repeated flag, a bad value, or a wrong number of arguments is a usage error that names it and
// the right form.
//
// Errors: a usage error (exit_status.h) for all of these.
// Threads: the flags are the program's; parse once, before other threads start.
// Limits: a flag file of 64 KiB; flag files do not nest.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "tools/exit_status.h"

namespace reqledger::tools {

// What a command takes. All texts outlive it.
struct CommandSpec {
  std::string_view name;       // as typed: "reqledger record"
  std::string_view arguments;  // as shown: "[FILE …|-]"
  std::string_view summary;    // one line
  std::vector<std::string_view> flags;
  std::string_view examples;  // whole lines, indented by two
  std::size_t arguments_min = 0;
  std::size_t arguments_max = 0;
};

struct CommandLine {
  enum class Wants { kRun, kHelp, kVersion } wants = Wants::kRun;
  std::vector<std::string> arguments;    // what is no flag
  std::vector<std::string> given_flags;  // by name, those of a flag file too
};

// Sets the flags in `words` (what follows the command's name) and returns the rest.
base::Result<CommandLine> ParseCommandLine(const CommandSpec& spec,
                                           const std::vector<std::string>& words);

bool WasGiven(const CommandLine& line, std::string_view flag);

// The command's own flags with defaults, and its examples.
void PrintHelp(const CommandSpec& spec, std::ostream& out);

// Says on `err` what went wrong, each broken rule on its own line, and returns how to end.
ExitStatus Complain(std::string_view command, const base::Error& error, std::ostream& err);

std::string_view Version();

// "a,b" → a, b; an empty part is a usage error that names `flag`.
base::Result<std::vector<std::string>> SplitList(std::string_view flag, std::string_view text);

// The command for a program without subcommands: parses, answers --help and --version, complains.
// Returns the line to run with, or has said everything and gives the status to end with.
std::expected<CommandLine, ExitStatus> StartProgram(const CommandSpec& spec, int argc, char** argv);

}  // namespace reqledger::tools
