#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/docket/moment.h"
#include "ledger/event/json.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/docket_view.h"
#include "tools/flags.h"
#include "tools/forms.h"
#include "tools/json_view.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kIndent = 4;
constexpr std::size_t kRecordedColumns = 16;
constexpr std::size_t kSeqColumns = 6;

struct Row {
  std::string happened;
  std::string recorded;
  std::string seq;
  std::string title;
  Style style = Style::kBold;
  boost::json::object members;
  const Form* form = nullptr;
};

Row RowOf(const boost::json::value& entry, bool irregular, Forms& forms) {
  Row row;
  const std::string type(TextAt(entry, "type"));
  if (const auto* members = MemberAt(entry, "members"); members && members->is_object()) {
    row.members = members->get_object();
    row.form = forms.Of(*members);
  }
  if (row.form == nullptr && !type.empty())
    row.form = forms.Of(boost::json::object{{"type", type}});
  if (const auto* occurred = MemberAt(entry, "occurred_at")) {
    row.happened = OccurredInWords(*occurred);
  }
  row.recorded = RecordedInWords(TextAt(entry, "recorded_at"));
  row.seq = std::to_string(NumberAt(entry, "seq").value_or(-1));
  const auto* erased = MemberAt(entry, "erased");
  if (erased != nullptr && type.empty()) {
    row.title = ErasedInWords(*erased);
    return row;
  }
  row.title = row.form != nullptr ? row.form->title : Printable(type);
  if (TextAt(row.members, "mode") == "historical") {
    row.title += " (imported)";
    row.members.erase("mode");
  }
  if (type.starts_with("secrecy.")) row.style = Style::kWarn;
  if (irregular) {
    row.title += " – not expected here";
    row.style = Style::kBad;
  }
  return row;
}

// Whether it had happened when the day that was asked for ended; one whose day is unknown is taken
// by when it was recorded, as the daemon takes it.
bool HadHappened(const boost::json::value& entry, base::Instant until) {
  const auto* const occurred = MemberAt(entry, "occurred_at");
  const auto moment =
      occurred == nullptr ? std::nullopt : docket::ParseOccurredAt(event::Canonical(*occurred));
  if (!moment) return base::ParseRecordedAt(TextAt(entry, "recorded_at")) < until;
  return docket::UtcStartOf(*moment) < until;
}

void PrintHeading(std::string_view matter, std::size_t events, const Terminal& terminal) {
  std::cout << terminal.Styled(Style::kBold, "Matter " + Printable(matter)) << ", "
            << Counted(events, "event", "events");
  if (!FLAGS_at.empty()) std::cout << ", as it stood at the end of " << FLAGS_at << " (UTC)";
  std::cout << "\n\n";
}

void PrintTimeline(const std::vector<Row>& rows, const Terminal& terminal) {
  std::size_t happened = std::string_view("Happened").size();
  for (const Row& row : rows) happened = std::max(happened, DisplayWidth(row.happened));
  const auto start = [&](std::string_view when, std::string_view recorded, std::string_view seq) {
    return PadRight(when, happened) + "  " + PadRight(recorded, kRecordedColumns) + "  " +
           PadLeft(seq, kSeqColumns) + "  ";
  };
  std::cout << terminal.Styled(Style::kDim, start("Happened", "Recorded (UTC)", "Seq") + "What")
            << '\n';
  for (const Row& row : rows) {
    std::cout << start(row.happened, row.recorded, row.seq) << terminal.Styled(row.style, row.title)
              << '\n';
    PrintMembers(row.members, row.form, kIndent, terminal, std::cout);
    std::cout << '\n';
  }
}

}  // namespace

CommandResult RunMatter(const CommandLine& line) {
  ASSIGN_OR_RETURN(const std::string matter, MatterArgument(line.arguments.front()));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  std::string query = "/v1/matters/" + PercentEncode(matter);
  if (!FLAGS_at.empty()) {
    RETURN_IF_ERROR(DayFlag("at", FLAGS_at, 0));
    query += "?at=" + PercentEncode(FLAGS_at);
  }
  ASSIGN_OR_RETURN(const boost::json::value answer, daemon.Get(query));
  if (FLAGS_json) {
    std::cout << JsonLine(answer);
    return kExitOk;
  }
  Forms forms(daemon);
  const auto irregular = IrregularSeqs(answer);
  std::vector<Row> rows;
  std::size_t later = 0;
  for (const boost::json::value& entry : ItemsAt(answer, "entries")) {
    const bool shown = FLAGS_at.empty() || HadHappened(entry, AsOf(answer));
    if (shown)
      rows.push_back(RowOf(entry, irregular.contains(NumberAt(entry, "seq").value_or(-1)), forms));
    if (!shown) ++later;
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  PrintHeading(matter, rows.size(), terminal);
  if (const auto* erased = MemberAt(answer, "erased")) {
    std::cout << ErasedInWords(*erased) << ". The entries stay, and so does every proof.\n\n";
  }
  PrintPresent(answer, terminal, std::cout);
  if (!rows.empty()) PrintTimeline(rows, terminal);
  if (later > 0) {
    std::cout << Counted(later, "event", "events") << " of a later day left out.\n";
  }
  return kExitOk;
}

}  // namespace reqledger::tools
