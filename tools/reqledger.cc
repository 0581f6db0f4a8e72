// reqledger: the operator's command. One table of subcommands; each does its work in a file of its
// own.

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iostream>
#include <vector>

#include "ledger/event/nearest.h"
#include "tools/commands.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

struct Subcommand {
  std::string_view name;
  CommandSpec spec;
  Command run;
};

std::vector<Subcommand> Subcommands() {
  return {
      {"init",
       {"reqledger init",
        "",
        "Makes keys and an empty ledger; prints the verifier key, which auditors pin.",
        {"data_dir", "key_dir", "state_dir", "origin", "publish_multiple", "schema_dir"},
        "  reqledger init --data_dir=/var/lib/reqledger --key_dir=/etc/reqledger/keys \\\n"
        "      --origin=ledger.example.com/demands"},
       RunInit},
      {"record",
       {"reqledger record",
        "[FILE …|-]",
        "Records events from files or standard input: one JSON object, or one a line; lines that "
        "begin with // are comments. Run again after a stop, it records nothing twice.",
        {"receipts_dir", "keep_going", "dry_run", "json", "socket"},
        "  reqledger record events.jsonl\n"
        "  reqledger record --dry_run warrant.json\n"
        "  extract-demands | reqledger record --receipts_dir=receipts -",
        0,
        10000},
       RunRecord},
      {"new",
       {"reqledger new",
        "TYPE",
        "Asks for an event member by member in plain words, shows it, and records it.",
        {"document", "json", "schema_dir", "socket"},
        "  reqledger new demand.received --document=instrument:warrant.pdf",
        1,
        1},
       RunNew},
      {"types",
       {"reqledger types",
        "",
        "Lists the types of events that can be recorded.",
        {"json", "schema_dir", "socket"},
        "  reqledger types"},
       RunTypes},
      {"template",
       {"reqledger template",
        "TYPE",
        "Prints a skeleton of an event with comments, for an editor and then `record`.",
        {"schema_dir", "socket"},
        "  reqledger template demand.received > warrant.json",
        1,
        1},
       RunTemplate},
      {"show",
       {"reqledger show",
        "SEQ",
        "Shows one entry, opened.",
        {"json", "socket"},
        "  reqledger show 417",
        1,
        1},
       RunShow},
      {"matter",
       {"reqledger matter",
        "ID",
        "Shows the timeline of one matter.",
        {"json", "socket"},
        "  reqledger matter 2023-00417",
        1,
        1},
       RunMatter},
      {"list",
       {"reqledger list",
        "",
        "Lists entries, oldest first.",
        {"matter", "type", "since", "until", "limit", "json", "socket"},
        "  reqledger list --type=secrecy.received --since=2026-11-01"},
       RunList},
      {"status",
       {"reqledger status",
        "",
        "Shows the state of the ledger and of its daemon.",
        {"json", "socket"},
        "  reqledger status"},
       RunStatus},
      {"prove",
       {"reqledger prove",
        "SEQ",
        "Prints the proof (.tlog-proof) that an entry is in the ledger.",
        {"working", "socket"},
        "  reqledger prove 417 > 417.tlog-proof",
        1,
        1},
       RunProve},
      {"checkpoint",
       {"reqledger checkpoint",
        "",
        "Prints the last published checkpoint, a signed note.",
        {"working", "socket"},
        "  reqledger checkpoint"},
       RunCheckpoint},
      {"publish",
       {"reqledger publish",
        "",
        "Publishes a checkpoint now.",
        {"json", "socket"},
        "  reqledger publish"},
       RunPublish},
      {"verify",
       {"reqledger verify",
        "",
        "Verifies the whole ledger: of the running daemon, over a snapshot that it makes, or of a "
        "data folder that no daemon has open.",
        {"vkey", "policy", "data_dir", "key_dir", "state_dir", "entries_only", "strict_process",
         "json", "socket"},
        "  reqledger verify --key_dir=/etc/reqledger/keys\n"
        "  reqledger verify --entries_only --vkey=ledger.vkey\n"
        "  reqledger verify --data_dir=/var/lib/reqledger --key_dir=/etc/reqledger/keys"},
       RunVerify},
      {"explain",
       {"reqledger explain",
        "CODE",
        "Explains a code of a finding, an alarm or a refusal: what it means, what to do.",
        {"json"},
        "  reqledger explain entry.prev",
        1,
        1},
       RunExplain},
      {"export",
       {"reqledger export",
        "",
        "Writes a bundle for an auditor, of all matters or of some, and verifies it.",
        {"audience", "matters", "publish_now", "working", "out", "json", "socket"},
        "  reqledger export --out=ledger-2026-11.zip\n"
        "  reqledger export --matters=2023-00417 --publish_now --out=matter-2023-00417"},
       RunExport},
  };
}

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
