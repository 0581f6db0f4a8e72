// POST /v1/approvals: counsel approves a request that somebody else will send.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"
#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

using base::Error;
using base::Result;

constexpr std::array kRequests = {kEventRequest, kErasureRequest, kExportRequest};

std::unexpected<Error> Refuse(std::string pointer, std::string_view rule,
                              std::string_view expected) {
  return RefuseBody("nothing was approved", std::move(pointer), rule, expected);
}

struct Approval {
  std::string_view request;
  std::string body;
};

Result<Approval> Parse(std::string_view text) {
  ASSIGN_OR_RETURN(const auto json,
                   event::ParseStrict(text, event::Names::kAny, base::kEventDepthMax + 1));
  const auto* const object = json.if_object();
  if (object == nullptr || object->size() != 2 || !object->contains("request") ||
      !object->contains("body")) {
    return Refuse("", "required", "an object with the members request and body alone");
  }
  const auto* const request = object->at("request").if_string();
  const auto known = request == nullptr ? kRequests.end()
                                        : std::ranges::find(kRequests, std::string_view(*request));
  if (known == kRequests.end()) {
    return Refuse("/request", "enum", "POST /v1/events, POST /v1/erasures or POST /v1/exports");
  }
  if (!object->at("body").is_object()) return Refuse("/body", "type", "a JSON object");
  return Approval{.request = *known, .body = event::Canonical(object->at("body"))};
}

Response AnswerOf(const Result<Approved>& approved) {
  if (!approved) return ProblemResponse(approved.error());
  Response response{.status = 201, .body = R"({"seq":)", .headers = {}};
  AppendNumber(approved->seq, response.body);
  response.body += R"(,"request_sha256":")" + crypto::ToHex(approved->sha256) +
                   R"(","expires_at":")" + base::FormatInstant(approved->expires_at) + "\"}\n";
  return response;
}

Result<Approval> ParseAndJudge(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(Approval approval, Parse(call.request.body));
  // An event is judged by its form and by the rights of who approves; the docket judges it when it
  // comes.
  if (approval.request == kEventRequest) {
    ASSIGN_OR_RETURN([[maybe_unused]] const log::PreparedEvent event,
                     context.preparer.Prepare(approval.body, call.access.recorder));
  }
  return approval;
}

}  // namespace

void Approve(const Context& context, const Call& call, Exchange& exchange) {
  const auto approval = ParseAndJudge(context, call);
  if (!approval) return exchange.Send(ProblemResponse(approval.error()));
  context.approvals.Record(
      approval->request, approval->body, call.access.recorder.name,
      [&exchange](const Result<Approved>& approved) { exchange.Send(AnswerOf(approved)); });
}

}  // namespace reqledger::daemon
