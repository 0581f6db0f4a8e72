#include "tools/cli.h"

#include <algorithm>
#include <iostream>

#include "tools/flag_words.h"

namespace reqledger::tools {
namespace {

// An event that the machine of its subject does not expect: no form of it is wrong, and if it
// happened, it is recorded.
constexpr std::string_view kIrregular = "irregular";

void PrintWayOut(const base::Violation& violation, std::ostream& err) {
  err << "  usually next: " << (violation.expected.empty() ? "nothing" : violation.expected)
      << "\n  if it happened all the same, add to the event: \"out_of_sequence\": {\"reason\": "
         "\"…\"}\n  it is then recorded, and shown as not expected for ever\n";
}

}  // namespace

bool WasGiven(const CommandLine& line, std::string_view flag) {
  return std::ranges::find(line.given_flags, flag) != line.given_flags.end();
}

base::Result<CommandLine> ParseCommandLine(const CommandSpec& spec,
                                           const std::vector<std::string>& words) {
  FlagWords parser(spec);
  RETURN_IF_ERROR(parser.Read(words));
  CommandLine line = std::move(parser).Take();
  if (line.wants != CommandLine::Wants::kRun) return line;
  const std::string form = std::string(spec.name) + " " + std::string(spec.arguments);
  if (line.arguments.size() < spec.arguments_min) {
    return FailUsage("an argument is missing: " + form);
  }
  if (line.arguments.size() > spec.arguments_max) {
    return FailUsage("'" + line.arguments[spec.arguments_max] + "' is one argument too many: " +
                     (spec.arguments_max == 0 ? std::string(spec.name) + " takes none" : form));
  }
  return line;
}

ExitStatus Complain(std::string_view command, const base::Error& error, std::ostream& err) {
  err << command << ": " << error.message << '\n';
  const bool irregular = error.reason == kIrregular;
  for (const base::Violation& violation : error.violations) {
    if (irregular) {
      PrintWayOut(violation, err);
      continue;
    }
    err << "  " << (violation.pointer.empty() ? "the whole event" : violation.pointer) << ": "
        << violation.expected << " (" << violation.rule << ")\n";
  }
  const ExitStatus status = ExitOf(error);
  if (status == kExitUsage) err << "`" << command << " --help` shows the right form.\n";
  return status;
}

base::Result<std::vector<std::string>> SplitList(std::string_view flag, std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    if (end == start) {
      return FailUsage("--" + std::string(flag) +
                       " has an empty part: give parts with one comma between two");
    }
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string_view Version() { return REQLEDGER_VERSION; }

std::expected<CommandLine, ExitStatus> StartProgram(const CommandSpec& spec, int argc,
                                                    char** argv) {
  auto line = ParseCommandLine(spec, std::vector<std::string>(argv + 1, argv + argc));
  if (!line) return std::unexpected(Complain(spec.name, line.error(), std::cerr));
  switch (line->wants) {
    case CommandLine::Wants::kRun:
      return std::move(*line);
    case CommandLine::Wants::kHelp:
      PrintHelp(spec, std::cout);
      break;
    case CommandLine::Wants::kVersion:
      std::cout << spec.name << ' ' << Version() << '\n';
      break;
  }
  return std::unexpected(kExitOk);
}

}  // namespace reqledger::tools
