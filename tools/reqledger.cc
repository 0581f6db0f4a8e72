// reqledger: the operator's command. subcommands.cc lists what it can do; each does its work in a
// file of its own.

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iostream>
#include <vector>

#include "ledger/event/nearest.h"
#include "tools/subcommands.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

void PrintUsage(const std::vector<Subcommand>& commands, std::ostream& out) {
  out << "reqledger COMMAND [flags] [arguments]\n\n"
         "A tamper-evident record of government demands for data: the operator's command.\n\n";
  for (const Subcommand& command : commands) {
    const auto lines = WrapText(command.spec.summary, 78);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out << "  " << PadRight(i == 0 ? command.name : "", 12) << lines[i] << '\n';
    }
  }
  out << "\n`reqledger COMMAND --help` shows flags and examples of one command.\n"
         "Exit status: 0 done, 1 refused or does not verify, 2 wrong usage, 3 could not do it.\n";
}

ExitStatus UnknownCommand(const std::vector<Subcommand>& commands, std::string_view word) {
  if (word.starts_with('-')) {
    std::cerr << "reqledger: a command comes first, then its flags: reqledger COMMAND " << word
              << " …\n";
  } else {
    std::vector<std::string_view> names;
    names.reserve(commands.size());
    for (const Subcommand& command : commands) names.push_back(command.name);
    const auto near = event::NearestNames(word, names);
    std::cerr << "reqledger: there is no command '" << Printable(word) << "'";
    if (!near.empty()) std::cerr << "; did you mean " << near.front() << "?";
    std::cerr << '\n';
  }
  std::cerr << "`reqledger --help` lists the commands.\n";
  return kExitUsage;
}

ExitStatus Run(const Subcommand& command, const std::vector<std::string>& words) {
  const auto line = ParseCommandLine(command.spec, words);
  if (!line) return Complain(command.spec.name, line.error(), std::cerr);
  if (line->wants == CommandLine::Wants::kHelp) {
    PrintHelp(command.spec, std::cout);
    return kExitOk;
  }
  if (line->wants == CommandLine::Wants::kVersion) {
    std::cout << "reqledger " << Version() << '\n';
    return kExitOk;
  }
  const CommandResult result = command.run(*line);
  if (!result) return Complain(command.spec.name, result.error(), std::cerr);
  if (!std::cout.flush()) {
    // Whoever closed the pipe, such as `head`, has read what was wanted.
    if (errno != EPIPE) std::cerr << command.spec.name << ": standard output cannot be written\n";
    return kExitFailed;
  }
  return *result;
}

ExitStatus Main(const std::vector<std::string>& words) {
  const std::vector<Subcommand> commands = Subcommands();
  if (words.empty()) {
    PrintUsage(commands, std::cerr);
    return kExitUsage;
  }
  if (words.front() == "--help" || words.front() == "-help") {
    PrintUsage(commands, std::cout);
    return kExitOk;
  }
  if (words.front() == "--version") {
    std::cout << "reqledger " << Version() << '\n';
    return kExitOk;
  }
  const auto command = std::ranges::find(commands, words.front(), &Subcommand::name);
  if (command == commands.end()) return UnknownCommand(commands, words.front());
  return Run(*command, {words.begin() + 1, words.end()});
}

}  // namespace
}  // namespace reqledger::tools

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, told like others
  return reqledger::tools::Main({argv + 1, argv + argc});
}
