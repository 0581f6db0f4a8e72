#include "tools/recorder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/value.hpp>
#include <cerrno>
#include <deque>

#include "ledger/base/limits.h"
#include "tools/daemon_client.h"
#include "tools/event_lines.h"
#include "tools/exit_status.h"
#include "tools/json_view.h"
#include "tools/submission.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// A receipt and 32 disclosures of an event of the greatest size.
constexpr std::size_t kAnswerLineBytesMax = base::kLineBytesMax + base::kReceiptBytesMax;

struct Sent {
  std::size_t input = 0;
  std::size_t line = 0;
  std::uint64_t bytes_done = 0;
  std::string type;
  std::string matter;
};

// Reads the inputs one after the other and turns them into lines for the daemon.
class InputSource final : public BodySource {
 public:
  InputSource(const std::vector<Input>& inputs, std::deque<Sent>& sent)
      : inputs_(inputs), sent_(sent) {}

  base::Result<std::optional<std::string>> Next() override;
  int WaitFd() const override {
    return at_ < inputs_.size() && inputs_[at_].bytes == 0 ? inputs_[at_].file.get() : -1;
  }

 private:
  std::string Lines(const std::vector<EventText>& events);

  const std::vector<Input>& inputs_;
  std::deque<Sent>& sent_;
  std::size_t at_ = 0;
  std::uint64_t bytes_before_ = 0;
  EventSplitter splitter_;
  SubmissionMaker maker_;
};

std::string InputSource::Lines(const std::vector<EventText>& events) {
  std::string lines;
  for (const EventText& event : events) {
    Submission submission = maker_.Make(event.text);
    lines += submission.json + "\n";
    sent_.push_back({at_, event.line, bytes_before_ + event.bytes, std::move(submission.type),
                     std::move(submission.matter)});
  }
  return lines;
}

base::Result<std::optional<std::string>> InputSource::Next() {
  if (at_ == inputs_.size()) return std::nullopt;
  std::string piece(kReadBytes, '\0');
  const ssize_t got = read(inputs_[at_].file.get(), piece.data(), piece.size());
  if (got < 0) {
    if (errno == EINTR) return std::string();
    return FailUsage(base::SystemError(inputs_[at_].name + " cannot be read", errno).message);
  }
  std::vector<EventText> events;
  if (got > 0) {
    splitter_.Feed(std::string_view(piece).substr(0, static_cast<std::size_t>(got)), events);
    return Lines(events);
  }
  splitter_.Finish(events);
  std::string lines = Lines(events);
  bytes_before_ += inputs_[at_].bytes;
  ++at_;
  splitter_ = EventSplitter();
  maker_ = SubmissionMaker();
  return lines;
}

// Takes the daemon's lines apart and tells each to the listener.
class AnswerReader {
 public:
  AnswerReader(const std::vector<Input>& inputs, std::deque<Sent>& sent, bool keep_going,
               const AnswerListener& listener, RecordCounts& counts)
      : inputs_(inputs),
        sent_(sent),
        keep_going_(keep_going),
        listener_(listener),
        counts_(counts) {}

  // False once nothing more need be sent.
  base::Result<bool> Take(std::string_view piece);

 private:
  base::Result<void> TakeLine(std::string_view line);
  void Count(const boost::json::value& answer);

  const std::vector<Input>& inputs_;
  std::deque<Sent>& sent_;
  bool keep_going_;
  const AnswerListener& listener_;
  RecordCounts& counts_;
  std::string rest_;
};

base::Result<bool> AnswerReader::Take(std::string_view piece) {
  rest_ += piece;
  std::size_t start = 0;
  for (std::size_t end; (end = rest_.find('\n', start)) != std::string::npos; start = end + 1) {
    RETURN_IF_ERROR(TakeLine(std::string_view(rest_).substr(start, end - start)));
  }
  rest_.erase(0, start);
  if (rest_.size() > kAnswerLineBytesMax) {
    return base::Fail(base::Code::kCorrupt, "the daemon's answer has a line without an end");
  }
  return counts_.refused == 0 || keep_going_;
}

void AnswerReader::Count(const boost::json::value& answer) {
  const boost::json::value* result = MemberAt(answer, "result");
  if (result == nullptr) {
    ++(TrueAt(answer, "skipped") ? counts_.skipped : counts_.refused);
  } else {
    ++(TrueAt(*result, "repeat") ? counts_.repeated : counts_.recorded);
  }
}

base::Result<void> AnswerReader::TakeLine(std::string_view line) {
  ASSIGN_OR_RETURN(const boost::json::value answer, ParseAnswer(line));
  const auto expected = static_cast<std::int64_t>(counts_.answered() + 1);
  if (sent_.empty() || NumberAt(answer, "line") != expected) {
    return base::Fail(base::Code::kCorrupt, "the daemon answers a line that it was not sent");
  }
  const Sent sent = std::move(sent_.front());
  sent_.pop_front();
  Count(answer);
  return listener_(
      {inputs_[sent.input].name, sent.line, sent.type, sent.matter, answer, sent.bytes_done});
}

}  // namespace

base::Result<std::vector<Input>> OpenInputs(const std::vector<std::string>& names) {
  std::vector<Input> inputs;
  for (const std::string& name : names) {
    Input input{name == "-" ? "standard input" : name, {}, 0};
    if (name == "-") {
      input.file = base::FileDescriptor(dup(STDIN_FILENO));
    } else {
      auto file = base::OpenFile(name, O_RDONLY, 0);
      if (!file) return FailUsage(file.error().message);
      input.file = std::move(*file);
    }
    struct stat status{};
    if (fstat(input.file.get(), &status) != 0) {
      return FailUsage(base::SystemError(name + " cannot be read", errno).message);
    }
    if (S_ISDIR(status.st_mode)) return FailUsage(name + " is a folder, not a file of events");
    if (S_ISREG(status.st_mode)) input.bytes = static_cast<std::uint64_t>(status.st_size);
    inputs.push_back(std::move(input));
  }
  return inputs;
}

base::Result<void> RecordInputs(const HttpClient& http, const std::vector<Input>& inputs,
                                const RecordOptions& options, const AnswerListener& listener,
                                RecordCounts& counts) {
  std::deque<Sent> sent;
  InputSource source(inputs, sent);
  AnswerReader reader(inputs, sent, options.keep_going, listener, counts);
  std::string query;
  if (options.keep_going) query += "&on_error=continue";
  if (options.dry_run) query += "&dry_run=1";
  if (!query.empty()) query.front() = '?';
  const HttpRequest request{.method = "POST",
                            .target = "/v1/events:batch" + query,
                            .content_type = "application/x-ndjson",
                            .source = &source};
  ASSIGN_OR_RETURN(const HttpAnswer answer, http.Send(request, [&reader](std::string_view piece) {
    return reader.Take(piece);
  }));
  if (answer.status / 100 != 2) return base::Fail(ErrorOfAnswer(answer));
  if (!sent.empty() && (counts.refused == 0 || options.keep_going)) {
    return base::Fail(base::Code::kIo, "the daemon answered no more");
  }
  return {};
}

}  // namespace reqledger::tools
