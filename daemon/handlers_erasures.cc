// POST /v1/erasures: with ?dry_run=1 what would go, what stays, who has it already, and what
// forbids it; else the erasure itself. GET lists what the retention policy has let go.
#include <boost/json.hpp>
#include <memory>
#include <string>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"
#include "daemon/query_values.h"
#include "ledger/base/utf8.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

namespace json = boost::json;
using base::Error;
using base::Fail;
using base::Result;

constexpr int kDepthMax = 1;
constexpr std::size_t kBasisCharsMax = 200;      // as the schema of ledger.erasure_applied has it
constexpr std::size_t kAuthorityCharsMax = 500;  // likewise

std::unexpected<Error> Refuse(std::string pointer, std::string_view rule,
                              std::string_view expected) {
  return RefuseBody("nothing was erased", std::move(pointer), rule, expected);
}

Result<std::string> TextOf(const json::value& value, std::string_view name, std::size_t chars_max) {
  const auto* const text = value.if_string();
  if (text == nullptr || text->empty() ||
      base::CountCodePoints(std::string_view(*text)) > chars_max) {
    return Refuse("/" + std::string(name), "maxLength",
                  "a string of 1 to " + std::to_string(chars_max) + " characters");
  }
  return std::string(std::string_view(*text));
}

Result<void> TakeMember(std::string_view name, const json::value& value,
                        log::ErasureRequest& request) {
  if (name == "matter") {
    const auto* const text = value.if_string();
    if (text == nullptr || !event::IsMatter(std::string_view(*text)) ||
        std::string_view(*text) == event::kLedgerMatter) {
      return Refuse("/matter", "pattern", "a case identifier other than ledger");
    }
    request.matter = std::string(std::string_view(*text));
    return {};
  }
  if (name == "scope") {
    const auto* const text = value.if_string();
    const std::string_view scope = text == nullptr ? std::string_view() : std::string_view(*text);
    if (scope != "personal" && scope != "all") {
      return Refuse("/scope", "enum", "personal or all");
    }
    request.scope = scope == "all" ? vault::ErasureScope::kMatter : vault::ErasureScope::kPersonal;
    return {};
  }
  if (name == "basis") {
    ASSIGN_OR_RETURN(request.basis, TextOf(value, name, kBasisCharsMax));
    return {};
  }
  if (name == "authority") {
    ASSIGN_OR_RETURN(request.authority, TextOf(value, name, kAuthorityCharsMax));
    return {};
  }
  if (name == "escrow_destroyed") {
    if (!value.is_bool()) return Refuse("/escrow_destroyed", "type", "true or false");
    request.escrow_destroyed = value.get_bool();
    return {};
  }
  return Refuse("", "additionalProperties",
                "only the members matter, scope, basis, authority, escrow_destroyed");
}

struct Command {
  log::ErasureRequest request;
  bool dry_run = false;
};

Result<Command> ParseCommand(const Context& context, const Call& call) {
  Command command;
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  const auto dry_run = query.TakeText("dry_run");
  if (dry_run && *dry_run != "1") return Fail(QueryError("dry_run", "const", "1"));
  RETURN_IF_ERROR(query.Finish("dry_run"));
  command.dry_run = dry_run.has_value();
  ASSIGN_OR_RETURN(const json::value body,
                   event::ParseStrict(call.request.body, event::Names::kAny, kDepthMax));
  if (!body.is_object()) return Refuse("", "type", "a JSON object");
  const auto& object = body.get_object();
  for (const auto& member : object) {
    RETURN_IF_ERROR(TakeMember(std::string_view(member.key()), member.value(), command.request));
  }
  for (const std::string_view name : {"matter", "scope", "basis", "authority"}) {
    const bool needed = name == "matter" || name == "scope" || !command.dry_run;
    if (needed && !object.contains(name)) {
      return Refuse("/" + std::string(name), "required", "to be there");
    }
  }
  command.request.recorded_by = call.access.recorder.name;
  if (!command.dry_run) {
    RETURN_IF_ERROR(context.approvals.CheckErasure(call.access, call.request.body));
  }
  return command;
}

json::array RangesJson(const std::vector<vault::ErasedRange>& ranges) {
  json::array array;
  for (const auto& range : ranges) array.push_back({{"first", range.first}, {"last", range.last}});
  return array;
}

json::array ObstaclesJson(const std::vector<log::Obstacle>& obstacles) {
  json::array array;
  for (const auto& each : obstacles) array.push_back({{"id", each.id}, {"seq", each.seq}});
  return array;
}

json::array ExportsJson(const std::vector<log::EarlierExport>& exports) {
  json::array array;
  for (const auto& each : exports) {
    array.push_back({{"seq", each.seq},
                     {"recorded_at", each.recorded_at},
                     {"audience", each.audience},
                     {"size", each.size},
                     {"bundle_sha256", each.bundle_sha256},
                     {"whole", each.whole}});
  }
  return array;
}

// The plan shows what is opened of holds, orders and exports: a look like any other.
Result<Shown> ShowPlan(const Context& context, const log::ErasureRequest& request, View view) {
  const std::uint64_t size = context.sequencer.head()->tree.size;
  const log::ErasureView& ground = context.eraser.view();
  ASSIGN_OR_RETURN(const log::ErasurePlan plan,
                   log::PlanErasure(ground, request.matter, request.scope, size));
  ASSIGN_OR_RETURN(const auto exports, log::ExportsWith(ground, request.matter, plan, size));
  ASSIGN_OR_RETURN(const auto seqs, context.reader.MatterEntries(request.matter, size));
  for (const std::uint64_t seq : seqs) view.Add(seq);
  const json::object answer{
      {"matter", request.matter},
      {"scope", request.scope == vault::ErasureScope::kMatter ? "all" : "personal"},
      {"entries", plan.entries},
      {"erased", plan.erased},
      {"seqs", RangesJson(plan.seqs)},
      {"lookups", plan.lookups},
      {"idempotency", plan.idempotency},
      {"holds", ObstaclesJson(plan.holds)},
      {"orders", ObstaclesJson(plan.orders)},
      {"exports", ExportsJson(exports)}};
  Shown shown{.response = {}, .view = std::move(view)};
  shown.response.body = json::serialize(answer) + "\n";
  return shown;
}

Response ErasedResponse(const log::Erased& erased) {
  Response response{.status = 201, .body = R"({"seq":)", .headers = {}};
  AppendNumber(erased.seq, response.body);
  response.body += R"(,"entries":)";
  AppendNumber(erased.entries, response.body);
  response.body += R"(,"epoch":)";
  AppendNumber(erased.epoch, response.body);
  response.body += "}\n";
  return response;
}

Result<Response> Due(const Context& context) {
  json::object answer{{"policy", context.retention.has_value()}};
  json::array& due = answer["due"].emplace_array();
  if (context.retention) {
    ASSIGN_OR_RETURN(const auto found,
                     log::DueErasures(context.eraser.view(), *context.retention,
                                      context.sequencer.head()->tree.size, context.clock.Wall()));
    for (const log::DueErasure& each : found) {
      due.push_back({{"matter", each.matter},
                     {"scope", each.scope == vault::ErasureScope::kMatter ? "all" : "personal"},
                     {"closed_on", each.closed_on},
                     {"due_on", each.due_on}});
    }
  }
  Response response;
  response.body = json::serialize(answer) + "\n";
  return response;
}

// The long half beside the sequencer, all that is durable on its thread.
void Apply(const Context& context, log::ErasureRequest request, Exchange& exchange) {
  auto prepared = context.eraser.Prepare(std::move(request), context.sequencer.head()->tree.size);
  if (!prepared) return exchange.Send(ProblemResponse(prepared.error()));
  const auto shared = std::make_shared<const log::PreparedErasure>(*std::move(prepared));
  auto submitted = context.sequencer.SubmitAlone(
      [&context, &exchange, shared](Result<log::CommitOwn> commit) -> Result<void> {
        const Result<log::Erased> erased =
            commit ? context.eraser.Apply(*shared, context.sequencer.head()->tree.size, *commit)
                   : Result<log::Erased>(Fail(std::move(commit).error()));
        exchange.Send(erased ? ErasedResponse(*erased) : ProblemResponse(erased.error()));
        return erased ? Result<void>() : Result<void>(Fail(erased.error()));
      });
  if (!submitted) exchange.Send(ProblemResponse(submitted.error()));
}

}  // namespace

void ListDueErasures(const Context& context, const Call& /*call*/, Exchange& exchange) {
  context.pool.Run([&context, &exchange] {
    auto due = Due(context);
    exchange.Send(due ? *std::move(due) : ProblemResponse(due.error()));
  });
}

void Erase(const Context& context, const Call& call, Exchange& exchange) {
  auto parsed = ParseCommand(context, call);
  if (!parsed) return exchange.Send(ProblemResponse(parsed.error()));
  context.pool.Run([&context, &exchange, command = *std::move(parsed),
                    view = ViewBy(call, "POST /v1/erasures")]() mutable {
    if (!command.dry_run) return Apply(context, std::move(command.request), exchange);
    SendShown(context.viewings, ShowPlan(context, command.request, std::move(view)), exchange);
  });
}

}  // namespace reqledger::daemon
