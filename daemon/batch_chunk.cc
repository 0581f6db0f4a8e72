#include "daemon/batch_chunk.h"

#include <algorithm>
#include <utility>

#include "daemon/append_answer.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"
#include "ledger/base/check.h"

namespace reqledger::daemon {
namespace {

using base::Error;
using base::Result;

void AppendRefusal(const Error& refusal, std::string& out) {
  out += R"(,"problem":)";
  AppendProblem(refusal, out);
}

void AppendAppended(const Context& context, const BatchOptions& options,
                    const log::Appended& appended, std::string& out) {
  const std::size_t begin = out.size();
  out += R"(,"result":)";
  if (options.dry_run) {
    AppendDryRun(appended, out);
  } else if (auto done = AppendRecorded(context, appended, options.access.knows_matters(), out);
             !done) {
    // Recorded, but not to be shown: no reason to skip the lines behind it, which are recorded too.
    out.resize(begin);
    AppendRefusal(done.error(), out);
  }
}

Result<log::PreparedEvent> PrepareOne(const Context& context, const Access& access,
                                      std::string_view json) {
  ASSIGN_OR_RETURN(log::PreparedEvent event, context.preparer.Prepare(json, access.recorder));
  RETURN_IF_ERROR(context.approvals.CheckEvent(access, event.event.type, json));
  return event;
}

}  // namespace

void BatchChunk::AddLine(std::uint64_t number, std::string_view text) {
  lines_.push_back({.number = number,
                    .begin = text_.size(),
                    .size = text.size(),
                    .event = {},
                    .refusal = {},
                    .appended = {}});
  text_ += text;
}

void BatchChunk::AddRefused(std::uint64_t number, Error error) {
  AddLine(number, {});
  lines_.back().refusal = std::move(error);
}

void BatchChunk::Prepare(const Context& context, const Access& access) {
  for (Line& line : lines_) {
    if (line.refusal) continue;
    auto prepared =
        PrepareOne(context, access, std::string_view(text_).substr(line.begin, line.size));
    if (prepared) {
      line.event = *std::move(prepared);
    } else {
      line.refusal = std::move(prepared).error();
    }
  }
}

std::vector<log::PreparedEvent> BatchChunk::TakeEvents(bool stop_at_refusal) {
  std::vector<log::PreparedEvent> events;
  events.reserve(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    if (line.refusal && stop_at_refusal) break;
    if (!line.event) continue;
    events.push_back(*std::move(line.event));
    line.event.reset();
    taken_.push_back(i);
  }
  return events;
}

void BatchChunk::SetOutcomes(std::vector<Result<log::Appended>> outcomes) {
  REQ_CHECK(outcomes.size() == taken_.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Line& line = lines_[taken_[i]];
    if (outcomes[i]) {
      line.appended = *std::move(outcomes[i]);
    } else {
      line.refusal = std::move(outcomes[i]).error();
    }
  }
}

bool BatchChunk::HasRefusal() const {
  return std::ranges::any_of(lines_, [](const Line& line) { return line.refusal.has_value(); });
}

void BatchChunk::AppendAnswers(const Context& context, const BatchOptions& options, bool& skipping,
                               std::string& out) const {
  for (const Line& line : lines_) {
    out += R"({"line":)";
    AppendNumber(line.number, out);
    if (skipping) {
      out += R"(,"skipped":true)";
    } else if (line.refusal) {
      AppendRefusal(*line.refusal, out);
      skipping = options.stop_at_refusal;
    } else if (line.appended) {  // always: SetOutcomes gave each line one of the two
      AppendAppended(context, options, *line.appended, out);
    }
    out += "}\n";
  }
}

}  // namespace reqledger::daemon
