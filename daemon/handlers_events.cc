#include <utility>

#include "daemon/append_answer.h"
#include "daemon/batch.h"
#include "daemon/handlers.h"
#include "daemon/problem.h"

namespace reqledger::daemon {
namespace {

using base::Result;

Response AnswerOf(const Context& context, const Result<log::Appended>& outcome, bool dry_run,
                  bool knows_matters) {
  if (!outcome) return ProblemResponse(outcome.error());
  Response response;
  if (dry_run) {
    AppendDryRun(*outcome, response.body);
  } else {
    if (auto appended = AppendRecorded(context, *outcome, knows_matters, response.body);
        !appended) {
      return ProblemResponse(appended.error());
    }
    response.status = outcome->placed.repeat ? 200 : 201;
  }
  response.body += '\n';
  return response;
}

Result<void> Submit(const Context& context, const Call& call, Exchange& exchange) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const bool dry_run, query.TakeFlag("dry_run"));
  RETURN_IF_ERROR(query.Finish("dry_run"));
  log::Submission submission;
  submission.dry_run = dry_run;
  ASSIGN_OR_RETURN(log::PreparedEvent event,
                   context.preparer.Prepare(call.request.body, call.access.recorder));
  RETURN_IF_ERROR(context.approvals.CheckEvent(call.access, event.event.type, call.request.body));
  submission.events.push_back(std::move(event));
  submission.done = [&context, &exchange, dry_run, knows_matters = call.access.knows_matters()](
                        std::vector<Result<log::Appended>> outcomes) {
    // Proof and answer are work, and this is the sequencer's thread.
    exchange.Post([&context, &exchange, dry_run, knows_matters, outcomes = std::move(outcomes)] {
      exchange.Send(AnswerOf(context, outcomes.front(), dry_run, knows_matters));
    });
  };
  return context.sequencer.Submit(std::move(submission));
}

}  // namespace

void RecordEvent(const Context& context, const Call& call, Exchange& exchange) {
  if (auto submitted = Submit(context, call, exchange); !submitted) {
    exchange.Send(ProblemResponse(submitted.error()));
  }
}

Result<void> RecordBatch(const Context& context, const Call& call, Stream& stream) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  BatchOptions options;
  ASSIGN_OR_RETURN(options.dry_run, query.TakeFlag("dry_run"));
  if (const auto on_error = query.TakeText("on_error")) {
    if (*on_error != "stop" && *on_error != "continue") {
      return base::Fail(QueryError("on_error", "enum", "stop or continue"));
    }
    options.stop_at_refusal = *on_error == "stop";
  }
  RETURN_IF_ERROR(query.Finish("on_error, dry_run"));
  options.access = call.access;
  return RunBatch(context, options, stream);
}

}  // namespace reqledger::daemon
