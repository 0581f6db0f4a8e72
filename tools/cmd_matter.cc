#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <iostream>

#include "tools/arguments.h"
#include "tools/commands.h"
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

Row RowOf(const boost::json::value& entry, Forms& forms) {
  Row row;
  const std::string type(TextAt(entry, "type"));
  if (const auto* members = MemberAt(entry, "members"); members && members->is_object()) {
    row.members = members->get_object();
    row.form = forms.Of(*members);
  }
  if (row.form == nullptr) row.form = forms.Of(boost::json::object{{"type", type}});
  if (const auto* occurred = MemberAt(entry, "occurred_at")) {
    row.happened = OccurredInWords(*occurred);
  }
  row.recorded = RecordedInWords(TextAt(entry, "recorded_at"));
  row.seq = std::to_string(NumberAt(entry, "seq").value_or(-1));
  row.title = row.form != nullptr ? row.form->title : Printable(type);
  if (TextAt(row.members, "mode") == "historical") {
    row.title += " (imported)";
    row.members.erase("mode");
  }
  if (type.starts_with("secrecy.")) row.style = Style::kWarn;
  return row;
}

void PrintTimeline(std::string_view matter, const std::vector<Row>& rows) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  std::size_t happened = std::string_view("Happened").size();
  for (const Row& row : rows) happened = std::max(happened, DisplayWidth(row.happened));
  const auto start = [&](std::string_view when, std::string_view recorded, std::string_view seq) {
    return PadRight(when, happened) + "  " + PadRight(recorded, kRecordedColumns) + "  " +
           PadLeft(seq, kSeqColumns) + "  ";
  };
  std::cout << terminal.Styled(Style::kBold, "Matter " + Printable(matter)) << ", "
            << Counted(rows.size(), "event", "events") << "\n\n"
            << terminal.Styled(Style::kDim, start("Happened", "Recorded (UTC)", "Seq") + "What")
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
  const DaemonClient daemon(FLAGS_socket);
  ASSIGN_OR_RETURN(const boost::json::value answer,
                   daemon.Get("/v1/matters/" + PercentEncode(matter)));
  if (FLAGS_json) {
    std::cout << JsonLine(answer);
    return kExitOk;
  }
  Forms forms(daemon);
  std::vector<Row> rows;
  for (const boost::json::value& entry : ItemsAt(answer, "entries")) {
    rows.push_back(RowOf(entry, forms));
  }
  PrintTimeline(matter, rows);
  return kExitOk;
}

}  // namespace reqledger::tools
