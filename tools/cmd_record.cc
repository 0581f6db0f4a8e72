#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/base/file.h"
#include "tools/approval.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/recorder.h"
#include "tools/terminal.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::string_view kCommand = "reqledger record";
constexpr std::string_view kNotTwice = "what is recorded is not recorded twice";
constexpr std::size_t kTypeColumns = 30;  // demand.clarification_requested

std::uint64_t BytesOf(const std::vector<Input>& inputs) {
  std::uint64_t bytes = 0;
  for (const Input& input : inputs) {
    if (input.bytes == 0) return 0;
    bytes += input.bytes;
  }
  return bytes;
}

// Tells each answer: to people a line an event, to programs the answer with its place.
class Teller {
 public:
  explicit Teller(std::uint64_t bytes_total)
      : progress_(err_.is_terminal() && !out_.is_terminal(), "events", bytes_total) {}

  base::Result<void> Tell(const Answered& answered);
  void Clear() { progress_.Clear(); }

 private:
  void TellResult(const Answered& answered, const boost::json::value& result);
  void TellRefusal(const Answered& answered, const boost::json::value& problem);
  static void TellJson(const Answered& answered);

  Terminal out_ = Terminal::Of(STDOUT_FILENO);
  Terminal err_ = Terminal::Of(STDERR_FILENO);
  Progress progress_;
  std::uint64_t told_ = 0;
};

base::Result<void> WriteReceipt(const boost::json::value& result) {
  const boost::json::value* receipt = MemberAt(result, "receipt");
  const auto seq = NumberAt(result, "seq");
  if (receipt == nullptr || !seq) {
    return base::Fail(base::Code::kCorrupt, "the daemon's answer holds no receipt");
  }
  return base::WriteFileDurably(FLAGS_receipts_dir + "/" + std::to_string(*seq) + ".json",
                                JsonLine(*receipt), 0644);
}

void Teller::TellJson(const Answered& answered) {
  boost::json::object line = answered.answer.get_object();
  line["input"] = answered.input;
  line["line"] = answered.line;
  std::cout << JsonLine(line) << std::flush;
}

void Teller::TellResult(const Answered& answered, const boost::json::value& result) {
  const std::string seq = std::to_string(NumberAt(result, "seq").value_or(-1));
  std::string said;
  if (TrueAt(result, "repeat")) {
    said = out_.Styled(Style::kDim, "already recorded as " + seq);
  } else {
    said = out_.Styled(Style::kGood, TrueAt(result, "dry_run") ? "would be recorded" : "recorded");
  }
  std::cout << PadLeft(seq, 6) << "  " << said << "  " << PadRight(answered.type, kTypeColumns)
            << "  " << answered.matter << '\n'
            << std::flush;
}

void Teller::TellRefusal(const Answered& answered, const boost::json::value& problem) {
  const auto status = static_cast<unsigned>(NumberAt(problem, "status").value_or(400));
  base::Error error = ErrorOfProblem(problem, status);
  error.message = answered.input + ":" + std::to_string(answered.line) + ": " +
                  err_.Styled(Style::kBad, "refused") + ": " + error.message;
  if (error.reason == "usage") error.reason.clear();  // no mistake at this keyboard
  Complain(kCommand, error, std::cerr);
}

base::Result<void> Teller::Tell(const Answered& answered) {
  progress_.Update(++told_, answered.bytes_done);
  if (FLAGS_json) TellJson(answered);
  if (const boost::json::value* result = MemberAt(answered.answer, "result")) {
    if (!FLAGS_receipts_dir.empty() && !FLAGS_dry_run) RETURN_IF_ERROR(WriteReceipt(*result));
    if (!FLAGS_json) TellResult(answered, *result);
  } else if (const boost::json::value* problem = MemberAt(answered.answer, "problem")) {
    progress_.Clear();
    TellRefusal(answered, *problem);
  }
  return {};
}

base::Result<void> MakeReceiptsFolder() {
  if (FLAGS_receipts_dir.empty()) return {};
  if (mkdir(FLAGS_receipts_dir.c_str(), 0755) != 0 && errno != EEXIST) {
    return FailUsage(base::SystemError("--receipts_dir cannot be made", errno).message);
  }
  return {};
}

void TellSum(const RecordCounts& counts) {
  if (counts.answered() < 2 || FLAGS_json) return;
  std::cerr << Counted(counts.recorded, "event", "events")
            << (FLAGS_dry_run ? " would be recorded" : " recorded");
  if (counts.repeated > 0) std::cerr << ", " << Grouped(counts.repeated) << " already there";
  if (counts.refused > 0) std::cerr << ", " << Grouped(counts.refused) << " refused";
  std::cerr << '\n';
}

base::Error WhatWasDone(base::Error error, const RecordCounts& counts) {
  if (FLAGS_dry_run) {
    error.message += "; nothing was recorded";
  } else if (error.code == base::Code::kUnavailable && counts.answered() == 0) {
    error.message += "; nothing was recorded; run it again";
  } else {
    error.message += "; " + Counted(counts.recorded, "event was", "events were") +
                     " recorded before that; run it again: " + std::string(kNotTwice);
  }
  return error;
}

}  // namespace

CommandResult RunRecord(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  std::vector<std::string> names = line.arguments;
  if (names.empty()) names.emplace_back("-");
  if (FLAGS_approve) {
    if (FLAGS_dry_run || FLAGS_keep_going || !FLAGS_receipts_dir.empty()) {
      return FailUsage(
          "--approve records nothing: give it without --dry_run, --keep_going and "
          "--receipts_dir");
    }
    return ApproveEvents(daemon, names);
  }
  ASSIGN_OR_RETURN(std::vector<Input> inputs, OpenInputs(names));
  RETURN_IF_ERROR(MakeReceiptsFolder());
  if (names.front() == "-" && isatty(STDIN_FILENO) != 0) {
    std::cerr << "Events as JSON, please; Ctrl-D ends them.\n";
  }
  Teller teller(BytesOf(inputs));
  RecordCounts counts;
  const auto done = RecordInputs(
      daemon.http(), inputs, {FLAGS_keep_going, FLAGS_dry_run},
      [&teller](const Answered& answered) { return teller.Tell(answered); }, counts);
  teller.Clear();
  TellSum(counts);
  if (!done) return base::Fail(WhatWasDone(done.error(), counts));
  if (counts.refused == 0) return kExitOk;
  if (!FLAGS_keep_going) {
    std::cerr << "It was not recorded, nor was anything after it. Mend it and run it again: "
              << kNotTwice << ".\n";
  }
  return kExitRefused;
}

}  // namespace reqledger::tools
