#include "tests/log/sequence_recorder.h"

#include <boost/json.hpp>
#include <utility>

namespace reqledger::log {
namespace {

namespace json = boost::json;

constexpr std::size_t kRequestEventsMax = 3;
constexpr std::string_view kDue = "due";

bool IsCorrection(std::string_view line) {
  return line.find(R"("ledger.correction")") != std::string_view::npos;
}

std::string Refusal(const base::Error& error) {
  const bool has_rule = error.reason.empty() && !error.violations.empty();
  const base::Violation violation = has_rule ? error.violations.front() : base::Violation{};
  return (has_rule ? violation.rule : error.reason) + ": " + error.message +
         (has_rule ? " at " + violation.pointer : "");
}

// The log itself failed, or this test did.
bool IsFailure(const base::Error& error) {
  return error.code != base::Code::kConflict && error.code != base::Code::kInvalidArgument &&
         error.code != base::Code::kPermissionDenied;
}

}  // namespace

base::Result<SequenceRecorder> SequenceRecorder::Create(const std::string& schemas,
                                                        testing::TempLedger& ledger) {
  ASSIGN_OR_RETURN(auto catalogue, event::SchemaCatalogue::Load(schemas + "/events"));
  ASSIGN_OR_RETURN(auto rules, docket::RuleBook::Load(schemas + "/rules"));
  SequenceRecorder recorder(ledger);
  recorder.catalogue_ = std::make_unique<const event::SchemaCatalogue>(std::move(catalogue));
  recorder.rules_ = std::make_unique<const docket::RuleBook>(std::move(rules));
  recorder.preparer_ = std::make_unique<const Preparer>(*recorder.catalogue_,
                                                        ledger.reader().vault(), ledger.reader());
  return recorder;
}

void SequenceRecorder::AddLine(const std::string& line) {
  if (!begun_) sequences_.emplace_back();
  begun_ = !line.empty();
  if (begun_) sequences_.back().lines.push_back(line);
}

base::Result<void> SequenceRecorder::RecordAll() {
  for (std::size_t round = 0;; ++round) {
    std::vector<Request> sent;
    bool done = true;
    for (std::size_t i = 0; i < sequences_.size(); ++i) {
      ASSIGN_OR_RETURN(auto request, Send(sequences_[i], 1 + (round + i) % kRequestEventsMax));
      if (request) sent.push_back(*std::move(request));
      done = done && sequences_[i].next == sequences_[i].lines.size();
    }
    for (Request& request : sent) RETURN_IF_ERROR(Take(request));
    if (done && sent.empty()) break;
  }
  // Answered after all that the clock was asked for.
  ASSIGN_OR_RETURN([[maybe_unused]] const Published published, ledger_.Publish());
  return {};
}

// The next few events in one request; a correction only at its head, since what it corrects has to
// be recorded when it is prepared.
base::Result<std::optional<SequenceRecorder::Request>> SequenceRecorder::Send(
    Sequence& sequence, std::size_t events_max) {
  Request request{.sequence = &sequence, .events = {}, .answer = {}};
  Submission submission;
  for (std::size_t line = sequence.next; line < sequence.lines.size(); ++line) {
    const bool first = submission.events.empty();
    const std::string& text = sequence.lines[line];
    if (!first && (text == kDue || IsCorrection(text) || submission.events.size() == events_max))
      break;
    if (text == kDue) {
      ++sequence.next;
      RETURN_IF_ERROR(
          ledger_.sequencer().SubmitDue({sequence.names.begin(), sequence.names.end()}));
      continue;
    }
    auto prepared = PrepareLine(sequence, line);
    if (!prepared && IsFailure(prepared.error())) return base::Fail(prepared.error());
    if (!prepared && !first) break;  // it is refused when its turn comes
    if (!prepared) {
      ++sequence.next;
      sequence.outcomes.push_back(
          {.seq = {}, .irregular = false, .refused = Refusal(prepared.error())});
      continue;
    }
    request.events.push_back(prepared->fold);
    submission.events.push_back(*std::move(prepared));
  }
  if (submission.events.empty()) return std::optional<Request>();
  const auto answer = std::make_shared<std::promise<std::vector<base::Result<Appended>>>>();
  request.answer = answer->get_future();
  submission.done = [answer](std::vector<base::Result<Appended>> outcomes) {
    answer->set_value(std::move(outcomes));
  };
  RETURN_IF_ERROR(ledger_.sequencer().Submit(std::move(submission)));
  return std::optional<Request>(std::move(request));
}

base::Result<PreparedEvent> SequenceRecorder::PrepareLine(const Sequence& sequence,
                                                          std::size_t line) const {
  json::object event = json::parse(sequence.lines[line]).as_object();
  if (auto* const corrects = event.if_contains("corrects")) {
    const std::size_t index = corrects->to_number<std::size_t>() - 1;
    const auto seq = index < sequence.outcomes.size() ? sequence.outcomes[index].seq : std::nullopt;
    if (!seq)
      return base::Fail(
          base::Error{base::Code::kConflict, "what is corrected was refused", {}, "not_recorded"});
    *corrects = *seq;
  }
  if (line == sequence.next && sequence.reason_given)
    event["out_of_sequence"] = {{"reason", "it happened so"}};
  return preparer_->Prepare(json::serialize(event), Recorder::Unlimited("uid:1000"));
}

base::Result<void> SequenceRecorder::Take(Request& request) const {
  Sequence& sequence = *request.sequence;
  const auto answers = request.answer.get();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& answer = answers[i];
    if (!answer && IsFailure(answer.error())) return base::Fail(answer.error());
    if (!answer && answer.error().reason == "skipped") break;
    if (!answer && answer.error().reason == "irregular" && !sequence.reason_given) {
      sequence.reason_given = true;
      break;
    }
    ++sequence.next;
    if (!answer) {
      sequence.outcomes.push_back(
          {.seq = {}, .irregular = false, .refused = Refusal(answer.error())});
    } else {
      sequence.outcomes.push_back(
          {.seq = answer->placed.seq, .irregular = sequence.reason_given, .refused = {}});
      sequence.matters.insert(request.events[i].matter);
      for (const docket::Subject& subject : request.events[i].subjects) {
        if (rules_->FindMachine(subject.name.entity) != nullptr)
          sequence.names.insert(subject.name);
      }
    }
    sequence.reason_given = false;
  }
  return {};
}

}  // namespace reqledger::log
