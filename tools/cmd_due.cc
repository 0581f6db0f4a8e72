#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/docket/duration.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/docket_view.h"
#include "tools/due_formats.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/system_clock.h"
#include "tools/table.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kIndent = 4;
constexpr std::int64_t kMinuteMicros = 60'000'000;
constexpr base::Instant kLatest{253'402'300'799'000'000};  // of the year 9999

// The end of what is looked at; a month is 30 days here, a year 365.
base::Result<base::Instant> Horizon(const std::string& within) {
  const auto duration = docket::ParseDuration(within);
  if (!duration) {
    return FailUsage("--within cannot be '" + within +
                     "': give an ISO 8601 duration such as P30D, P1Y or PT48H");
  }
  const std::int64_t days =
      std::int64_t{365} * duration->years + std::int64_t{30} * duration->months + duration->days;
  const std::int64_t minutes = (days * 24 + duration->hours) * 60 + duration->minutes;
  const std::int64_t now = SystemClock().Wall().micros;
  const std::int64_t room = (kLatest.micros - now) / kMinuteMicros;
  return base::Instant{now + std::min(minutes, room) * kMinuteMicros};
}

// An hour counts where the law counts hours; else the day says it.
std::string When(const std::string& due_at, const DueItem& item) {
  if (due_at.empty()) return "–";
  const bool of_day = IsEndOfDay(item.strict_at) || IsEndOfDay(item.legal_at);
  return of_day ? DueDay(due_at) : DueMoment(due_at);
}

std::string Sentence(const DueItem& item) {
  return MarkedTitle(item) + (item.title.ends_with('.') ? " " : ". ") + Printable(item.action);
}

void PrintItems(const std::vector<DueItem>& items, base::Instant now, std::ostream& out) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  const auto line = [&](const DueItem& item) {
    return std::array<std::string, 5>{item.Left(now), When(item.strict_at, item),
                                      When(item.legal_at, item), Printable(item.matter),
                                      item.subject + " " + Printable(item.id)};
  };
  const std::array<std::string, 5> titles = {"Left", "Strict day", "By law", "Matter", "Subject"};
  std::array<std::size_t, 5> widths{};
  for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = DisplayWidth(titles[i]);
  for (const DueItem& item : items) {
    const auto cells = line(item);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(cells[i]));
    }
  }
  const auto print = [&](const std::array<std::string, 5>& cells, Style left, Style rest) {
    std::string others;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      others += "  " + (i + 1 < cells.size() ? PadRight(cells[i], widths[i]) : cells[i]);
    }
    out << terminal.Styled(left, PadRight(cells[0], widths[0])) << terminal.Styled(rest, others)
        << '\n';
  };
  print(titles, Style::kDim, Style::kDim);
  for (const DueItem& item : items) {
    print(line(item), StyleOf(item, now), Style::kPlain);
    for (const std::string& text : WrapText(Sentence(item), terminal.columns() - kIndent)) {
      out << std::string(kIndent, ' ') << text << '\n';
    }
  }
  out << '\n';
  PrintFootnotes(items, terminal, out);
}

}  // namespace

CommandResult RunDue(const CommandLine& line) {
  const std::string& format = FLAGS_format;
  if (format != "text" && format != "csv" && format != "ics") {
    return FailUsage("--format cannot be '" + format + "': give text, csv or ics");
  }
  if (FLAGS_json && WasGiven(line, "format")) {
    return FailUsage("--json and --format are given: one of them, please");
  }
  ASSIGN_OR_RETURN(const base::Instant until, Horizon(FLAGS_within));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const boost::json::value answer,
                   daemon.Get("/v1/deadlines?until=" + PercentEncode(base::FormatInstant(until))));
  if (FLAGS_json) {
    std::cout << JsonLine(answer);
    return kExitOk;
  }
  const base::Instant now = AsOf(answer);
  const std::vector<DueItem> items = DueItemsOf(answer);
  if (format == "csv") {
    std::cout << DueTable(items, now);
  } else if (format == "ics") {
    std::cout << DueCalendar(items, now);
  } else if (items.empty()) {
    std::cout << "Nothing is overdue, and nothing is due up to "
              << base::FormatInstant(until).substr(0, 10) << ".\n";
  } else {
    PrintItems(items, now, std::cout);
  }
  return kExitOk;
}

}  // namespace reqledger::tools
