#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

std::uint64_t Number(const value& status, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, NumberAt(status, name).value_or(0)));
}

std::string Published(const value& status) {
  const value* published = MemberAt(status, "published");
  if (published == nullptr) return "never; `reqledger publish` does it now";
  const std::uint64_t behind = Number(status, "size") - Number(*published, "size");
  return Grouped(Number(*published, "size")) + " entries, " +
         HumanSeconds(Number(*published, "age_seconds")) + " ago" +
         (behind > 0 ? "; " + Grouped(behind) + " newer ones are not in it yet" : "");
}

std::string YourRoles(const value& status) {
  std::string roles;
  const value* const list = MemberAt(status, "your_roles");
  if (list == nullptr || !list->is_array()) return roles;
  for (const value& role : list->get_array()) {
    if (role.is_string()) roles += (roles.empty() ? "" : ", ") + Printable(role.get_string());
  }
  return roles;
}

void Print(const value& status) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  const auto print = [&](std::string_view label, const std::string& text,
                         Style style = Style::kPlain) {
    if (!text.empty()) PrintLabelled(label, text, 0, terminal, style, std::cout);
  };
  const std::string_view state = TextAt(status, "state");
  const std::string failure = Printable(TextAt(status, "failure"));
  print("State", Printable(state) + (failure.empty() ? "" : ": " + failure),
        state == "ok" ? Style::kGood : Style::kBad);
  print("Origin", Printable(TextAt(status, "origin")), Style::kBold);
  print("Verifier key", Printable(TextAt(status, "vkey")));
  print("Size", Counted(Number(status, "size"), "entry", "entries"));
  print("Root", Printable(TextAt(status, "root")));
  print("Last published", Published(status));
  print("Publishes", "every " + HumanSeconds(Number(status, "publish_interval_seconds")) +
                         ", at multiples of " + Grouped(Number(status, "publish_multiple")) +
                         " entries");
  print("Waiting to be recorded", Counted(Number(status, "queue_events"), "event", "events"));
  print("Keys", "wrapped under kek." + std::to_string(Number(status, "key_epoch")));
  print("Event schemas", Grouped(Number(status, "schemas")));
  print("On disk", HumanBytes(Number(status, "disk_bytes")) + ", " +
                       HumanBytes(Number(status, "disk_free_bytes")) + " free");
  print("Daemon", "version " + Printable(TextAt(status, "version")) + ", up for " +
                      HumanSeconds(Number(status, "uptime_seconds")) + ", since " +
                      RecordedInWords(TextAt(status, "started_at")) + " UTC");
  print("You are", Printable(TextAt(status, "you")) + ", with the roles " + YourRoles(status));
}

}  // namespace

CommandResult RunStatus(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const value status, daemon.Get("/v1/status"));
  if (FLAGS_json) {
    std::cout << JsonLine(status);
  } else {
    Print(status);
  }
  return TextAt(status, "state") == "failed" ? kExitFailed : kExitOk;
}

}  // namespace reqledger::tools
