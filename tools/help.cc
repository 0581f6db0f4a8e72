#include <gflags/gflags.h>

#include <ostream>

#include "tools/cli.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kHelpColumns = 96;

std::string DefaultOf(const google::CommandLineFlagInfo& info) {
  if (info.default_value.empty()) return {};
  if (info.type == "bool") return info.default_value == "true" ? " (on by default)" : "";
  return " (by default " + info.default_value + ")";
}

void PrintFlag(const google::CommandLineFlagInfo& info, std::ostream& out) {
  const std::string form = "--" + info.name +
                           (info.type == "bool"     ? ""
                            : info.type == "string" ? "=TEXT"
                                                    : "=N");
  out << "  " << form << '\n';
  for (const std::string& line : WrapText(info.description + DefaultOf(info), kHelpColumns - 6)) {
    out << "      " << line << '\n';
  }
}

}  // namespace

void PrintHelp(const CommandSpec& spec, std::ostream& out) {
  out << spec.name << (spec.flags.empty() ? "" : " [flags]") << (spec.arguments.empty() ? "" : " ")
      << spec.arguments << "\n\n";
  for (const std::string& line : WrapText(spec.summary, kHelpColumns)) out << line << '\n';
  if (!spec.flags.empty()) out << "\nFlags:\n";
  for (const std::string_view flag : spec.flags) {
    google::CommandLineFlagInfo info;
    if (google::GetCommandLineFlagInfo(std::string(flag).c_str(), &info)) PrintFlag(info, out);
  }
  out << "\nAlso --flagfile=FILE (one flag a line), --version, --help.\n";
  if (!spec.examples.empty()) out << "\nExamples:\n" << spec.examples << '\n';
}

}  // namespace reqledger::tools
