#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/forms.h"
#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kIndent = 2;

// How many slots of `entry` are of `kind`.
std::size_t CountSlots(const boost::json::value& entry, std::string_view kind) {
  std::size_t count = 0;
  for (const boost::json::value& slot : ItemsAt(entry, "slots")) {
    if (TextAt(slot, "kind") == kind) ++count;
  }
  return count;
}

void PrintEntry(const boost::json::value& entry, const boost::json::value& members,
                const Form* form) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  const std::string type(TextAt(members, "type"));
  const bool erased_whole = type.empty() && MemberAt(entry, "erased") != nullptr;
  std::cout << terminal.Styled(Style::kBold,
                               "Entry " + std::to_string(NumberAt(entry, "seq").value_or(-1)) +
                                   ": " +
                                   (form != nullptr ? form->title
                                    : erased_whole  ? "erased"
                                                    : Printable(type)))
            << "\n\n";
  const auto print = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) {
      PrintLabelled(label, value, kIndent, terminal, Style::kPlain, std::cout);
    }
  };
  print("Type", Printable(type));
  print("Matter", Printable(TextAt(members, "matter")));
  if (const auto* occurred = MemberAt(members, "occurred_at")) {
    print("Happened", OccurredInWords(*occurred));
  }
  if (!erased_whole)
    print("Recorded", RecordedInWords(TextAt(members, "recorded_at")) + " UTC by " +
                          Printable(TextAt(members, "recorded_by")));
  if (members.is_object()) {
    PrintMembers(members.get_object(), form, kIndent, terminal, std::cout);
  }
  if (const auto* erased = MemberAt(entry, "erased")) {
    print("Erased", ErasedInWords(*erased));
  }
  std::cout << '\n';
  print("Slots", std::to_string(CountSlots(entry, "member")) + " opened, " +
                     std::to_string(CountSlots(entry, "decoy")) + " empty, " +
                     std::to_string(CountSlots(entry, "closed")) + " closed");
  print("Leaf hash", std::string(TextAt(entry, "leaf_hash")));
}

}  // namespace

CommandResult RunShow(const CommandLine& line) {
  ASSIGN_OR_RETURN(const std::uint64_t seq, SeqArgument(line.arguments.front()));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const boost::json::value entry,
                   daemon.Get("/v1/entries/" + std::to_string(seq)));
  if (FLAGS_json) {
    std::cout << JsonLine(entry);
    return kExitOk;
  }
  const boost::json::value* found = MemberAt(entry, "members");
  const boost::json::value members =
      found != nullptr ? *found : boost::json::value(boost::json::object());
  Forms forms(daemon);
  PrintEntry(entry, members, forms.Of(members));
  return kExitOk;
}

}  // namespace reqledger::tools
