#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/event/event.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

constexpr std::uint64_t kPageMax = 100;  // asked for at once

base::Result<std::string> Query() {
  std::string query = "/v1/entries?";
  if (!FLAGS_matter.empty()) {
    ASSIGN_OR_RETURN(const std::string matter, MatterArgument(FLAGS_matter));
    query += "matter=" + PercentEncode(matter) + "&";
  }
  if (!FLAGS_type.empty()) {
    if (!event::IsType(FLAGS_type)) {
      return FailUsage("--type cannot be '" + FLAGS_type +
                       "': give a type such as demand.received");
    }
    query += "type=" + PercentEncode(FLAGS_type) + "&";
  }
  if (!FLAGS_since.empty()) {
    ASSIGN_OR_RETURN(const std::string since, DayFlag("since", FLAGS_since, 0));
    query += "since=" + PercentEncode(since) + "&";
  }
  if (!FLAGS_until.empty()) {
    ASSIGN_OR_RETURN(const std::string until, DayFlag("until", FLAGS_until, 1));
    query += "until=" + PercentEncode(until) + "&";
  }
  return query;
}

void AddRow(const boost::json::value& entry, Table& table) {
  const auto* occurred = MemberAt(entry, "occurred_at");
  const auto* erased = MemberAt(entry, "erased");
  if (erased != nullptr && TextAt(entry, "type").empty()) {
    table.Add(
        {std::to_string(NumberAt(entry, "seq").value_or(-1)), "", "", ErasedInWords(*erased), ""});
    return;
  }
  table.Add({std::to_string(NumberAt(entry, "seq").value_or(-1)),
             RecordedInWords(TextAt(entry, "recorded_at")), Printable(TextAt(entry, "matter")),
             Printable(TextAt(entry, "type")),
             occurred == nullptr ? std::string() : OccurredInWords(*occurred)});
}

}  // namespace

CommandResult RunList(const CommandLine& line) {
  if (FLAGS_limit == 0) return FailUsage("--limit cannot be 0: give a whole number from 1");
  ASSIGN_OR_RETURN(const std::string query, Query());
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  Table table({{"Seq", true}, {"Recorded (UTC)"}, {"Matter"}, {"Type"}, {"Happened"}});
  std::uint64_t left = FLAGS_limit;
  std::string after;
  bool more = true;
  while (more && left > 0) {
    ASSIGN_OR_RETURN(
        const boost::json::value page,
        daemon.Get(query + "limit=" + std::to_string(std::min(left, kPageMax)) + after));
    const auto entries = ItemsAt(page, "entries");
    for (const boost::json::value& entry : entries) {
      if (FLAGS_json) std::cout << JsonLine(entry);
      if (!FLAGS_json) AddRow(entry, table);
    }
    left -= std::min<std::uint64_t>(left, entries.size());
    const auto next = NumberAt(page, "next");
    more = next.has_value();  // a page may be empty and yet not the last
    if (more) after = "&after=" + std::to_string(*next);
  }
  if (FLAGS_json) return kExitOk;
  table.Print(Terminal::Of(STDOUT_FILENO), std::cout);
  if (more) {
    std::cerr << "There are more: --limit=" << 10 * FLAGS_limit << " shows more of them.\n";
  }
  return kExitOk;
}

}  // namespace reqledger::tools
