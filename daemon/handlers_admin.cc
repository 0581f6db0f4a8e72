#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Fail;
using base::Result;

Response PublishedResponse(const Result<log::Published>& published) {
  if (!published) return ProblemResponse(published.error());
  Response response;
  response.body = R"({"size":)";
  AppendNumber(published->head->tree.size, response.body);
  response.body += R"(,"root":")" + crypto::ToHex(published->head->tree.root);
  response.body += R"(","checkpoint":)";
  AppendText(published->checkpoint, response.body);
  response.body += "}\n";
  return response;
}

}  // namespace

Result<Response> GetHealth(const Context& /*context*/, const Call& /*call*/) {
  return Response{.content_type = "text/plain; charset=utf-8", .body = "ok\n", .headers = {}};
}

Result<Response> GetReadiness(const Context& context, const Call& /*call*/) {
  if (const auto failure = context.sequencer.failure()) {
    return Fail(Error{Code::kUnavailable,
                      "the log has stopped: nothing can be recorded until the "
                      "daemon has started anew",
                      {},
                      "failed"});
  }
  return Response{.content_type = "text/plain; charset=utf-8", .body = "ready\n", .headers = {}};
}

void Publish(const Context& context, const Call& /*call*/, Exchange& exchange) {
  auto submitted = context.sequencer.SubmitPublish([&exchange](Result<log::Published> published) {
    exchange.Post([&exchange, published = std::move(published)] {
      exchange.Send(PublishedResponse(published));
    });
  });
  if (!submitted) exchange.Send(ProblemResponse(submitted.error()));
}

namespace {

// A moment in the middle of an erasure would look like damage.
Result<Snapshot> SnapshotBetweenErasures(const Context& context) {
  const vault::Tombstones& tombstones = context.vault.tombstones();
  const std::size_t before = tombstones.count();
  ASSIGN_OR_RETURN(Snapshot snapshot, context.snapshots.Create());
  if (!tombstones.IsUnderWay() && tombstones.count() == before) return snapshot;
  RETURN_IF_ERROR(context.snapshots.Remove(snapshot.id));
  return Fail(Code::kUnavailable, "an erasure is under way: ask for a snapshot again");
}

}  // namespace

void CreateSnapshot(const Context& context, const Call& /*call*/, Exchange& exchange) {
  context.pool.Run([&context, &exchange] {
    const Result<Snapshot> snapshot = SnapshotBetweenErasures(context);
    if (!snapshot) {
      exchange.Send(ProblemResponse(snapshot.error()));
      return;
    }
    Response response{.status = 201, .body = R"({"id":)", .headers = {}};
    AppendText(snapshot->id, response.body);
    response.body += R"(,"path":)";
    AppendText(snapshot->path, response.body);
    response.body += "}\n";
    exchange.Send(std::move(response));
  });
}

void DeleteSnapshot(const Context& context, const Call& call, Exchange& exchange) {
  context.pool.Run([&context, &exchange, id = call.captures.at(0)] {
    const Result<void> removed = context.snapshots.Remove(id);
    exchange.Send(removed ? Response{.status = 204, .body = {}, .headers = {}}
                          : ProblemResponse(removed.error()));
  });
}

}  // namespace reqledger::daemon
