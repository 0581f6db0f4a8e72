#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/event/json.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/interview.h"
#include "tools/json_view.h"
#include "tools/kinds.h"
#include "tools/schema_source.h"
#include "tools/submission.h"
#include "tools/table.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

void Preview(const boost::json::object& event, const Form& form, const Terminal& terminal,
             std::ostream& out) {
  constexpr std::size_t kIndent = 2;
  out << '\n' << terminal.Styled(Style::kBold, form.title) << '\n';
  PrintLabelled("Matter", TextAt(event, "matter"), kIndent, terminal, Style::kPlain, out);
  PrintLabelled("Happened", OccurredInWords(event.at("occurred_at")), kIndent, terminal,
                Style::kPlain, out);
  PrintMembers(event, &form, kIndent, terminal, out);
  out << '\n';
}

CommandResult Record(const DaemonClient& daemon, const boost::json::object& event) {
  const Submission submission = SubmissionMaker().Make(event::Canonical(event));
  auto answer = daemon.Post("/v1/events", submission.json);
  if (!answer) {
    base::Error error = answer.error();
    error.message +=
        "; nothing is known to be recorded. The event, for `reqledger record`:\n" + submission.json;
    return base::Fail(std::move(error));
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  const std::string seq = std::to_string(NumberAt(*answer, "seq").value_or(-1));
  std::cout << terminal.Styled(Style::kGood, TrueAt(*answer, "repeat")
                                                 ? "Already recorded as " + seq
                                                 : "Recorded as " + seq)
            << ". `reqledger show " << seq << "` shows it.\n";
  return kExitOk;
}

}  // namespace

CommandResult RunNew(const CommandLine& line) {
  ASSIGN_OR_RETURN(const auto attachments, SplitList("document", FLAGS_document));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const std::string bytes,
                   SchemaSource(FLAGS_schema_dir, daemon).Bytes(line.arguments.front()));
  ASSIGN_OR_RETURN(const event::Schema schema, event::Schema::Parse(bytes));
  if (event::IsDaemonType(schema.type())) {
    return FailUsage("events of type " + schema.type() +
                     " are the daemon's own: it records them by itself");
  }
  ASSIGN_OR_RETURN(Form form, ParseForm(bytes));
  UseTitles(FetchKindTitles(daemon), form);
  // With --json standard output is the event alone; the questions go where people still see them.
  std::ostream& out = FLAGS_json ? std::cerr : std::cout;
  const Terminal terminal = Terminal::Of(FLAGS_json ? STDERR_FILENO : STDOUT_FILENO);
  const LocalClock clock = LocalClock::Now();
  Asker asker(std::cin, out, terminal, clock);
  ASSIGN_OR_RETURN(const boost::json::object event,
                   Interview({schema, form, daemon, clock}, asker, attachments));
  if (FLAGS_json) {
    std::cout << JsonLine(event);
    return kExitOk;
  }
  Preview(event, form, terminal, out);
  ASSIGN_OR_RETURN(const bool agreed, asker.YesNo("Record it?", false));
  if (agreed) return Record(daemon, event);
  std::cout << "Nothing was recorded.\n";
  return kExitOk;
}

}  // namespace reqledger::tools
