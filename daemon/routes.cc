#include "daemon/routes.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/problem.h"
#include "ledger/base/limits.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Result;

// What a small command is written in.
constexpr std::size_t kCommandBytesMax = 64 * 1024;

// Any role: what can be recorded is no secret of a matter.
constexpr RoleSet kAll = RoleSet::All();
constexpr RoleSet kRecording = {Role::kRecorder, Role::kImporter, Role::kCounsel};
// Their own, or with one of kChecking any.
constexpr RoleSet kReceipts = {Role::kRecorder, Role::kImporter, Role::kVerifier, Role::kAuditor,
                               Role::kCounsel};
constexpr RoleSet kSnapshots = {Role::kVerifier, Role::kAuditor, Role::kOperator};
constexpr RoleSet kExporting = {Role::kExporter, Role::kCounsel};
constexpr RoleSet kErasing = {Role::kCounsel};
constexpr RoleSet kApproving = {Role::kCounsel};
constexpr RoleSet kOperating = {Role::kOperator};

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/healthz", std::nullopt, Body::kNone, Query::kNone, GetHealth},
    {"GET", "/readyz", std::nullopt, Body::kNone, Query::kNone, GetReadiness},
    {"POST", "/v1/events", kRecording, Body::kEvent, Query::kSome, RecordEvent},
    {"POST", "/v1/events:batch", kRecording, Body::kLines, Query::kSome, RecordBatch},
    {"GET", "/v1/types", kAll, Body::kNone, Query::kNone, GetTypes},
    {"GET", "/v1/kinds", kAll, Body::kNone, Query::kNone, GetKinds},
    {"GET", "/v1/schemas/{id}", kAll, Body::kNone, Query::kNone, GetSchema},
    {"GET", "/v1/entries", kOpening, Body::kNone, Query::kSome, ListEntries},
    {"GET", "/v1/entries/{seq}", kChecking, Body::kNone, Query::kNone, GetEntry},
    {"GET", "/v1/matters", kKnowing, Body::kNone, Query::kSome, ListMatters},
    {"GET", "/v1/matters/{id}", kKnowing, Body::kNone, Query::kSome, GetMatter},
    {"GET", "/v1/deadlines", kKnowing, Body::kNone, Query::kSome, GetDeadlines},
    {"GET", "/v1/secrecy", kKnowing, Body::kNone, Query::kSome, GetSecrecy},
    {"POST", "/v1/lookups", kOpening, Body::kJson, Query::kNone, Lookup},
    {"GET", "/v1/receipts/{seq}", kReceipts, Body::kNone, Query::kNone, GetReceipt},
    {"GET", "/v1/proofs/inclusion", kChecking, Body::kNone, Query::kSome, GetInclusionProof},
    {"GET", "/v1/proofs/consistency", kChecking, Body::kNone, Query::kSome, GetConsistencyProof},
    {"GET", "/v1/proofs/tlog", kChecking, Body::kNone, Query::kSome, GetTlogProof},
    {"GET", "/checkpoint", kChecking, Body::kNone, Query::kNone, GetPublishedCheckpoint},
    {"GET", "/tile/{path...}", kChecking, Body::kNone, Query::kNone, GetTile},
    {"GET", "/v1/checkpoint", kChecking, Body::kNone, Query::kSome, GetCheckpoint},
    {"POST", "/v1/publications", kOperating, Body::kNone, Query::kNone, Publish},
    {"POST", "/v1/keys:rewrap", kOperating, Body::kNone, Query::kNone, RewrapKeys},
    {"POST", "/v1/keys:rotate", kOperating, Body::kJson, Query::kNone, RotateKey},
    {"POST", "/v1/snapshots", kSnapshots, Body::kNone, Query::kNone, CreateSnapshot},
    {"DELETE", "/v1/snapshots/{id}", kSnapshots, Body::kNone, Query::kNone, DeleteSnapshot},
    {"POST", "/v1/exports", kExporting, Body::kJson, Query::kSome, Export},
    {"GET", "/v1/exports/{id}/receipt", kExporting, Body::kNone, Query::kNone, GetExportReceipt},
    {"POST", "/v1/approvals", kApproving, Body::kEvent, Query::kNone, Approve},
    {"GET", "/v1/erasures", kErasing, Body::kNone, Query::kNone, ListDueErasures},
    {"POST", "/v1/erasures", kErasing, Body::kJson, Query::kSome, Erase},
    {"GET", "/v1/status", kAll, Body::kNone, Query::kNone, GetStatus},
    {"GET", "/openapi.yaml", kAll, Body::kNone, Query::kNone, GetOpenApi},
});

// Takes the first segment off `path`, which begins with '/'.
std::string_view TakeSegment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/', 1), path.size());
  const std::string_view segment = path.substr(1, end - 1);
  path.remove_prefix(end);
  return segment;
}

// What stands for the braces of `pattern` in `path`; nothing where they do not match.
std::optional<std::vector<std::string>> Match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> captures;
  while (!pattern.empty() && !path.empty() && path.front() == '/') {
    const std::string_view expected = TakeSegment(pattern);
    if (expected.ends_with("...}")) {
      captures.emplace_back(path.substr(1));
      return captures;
    }
    const std::string_view segment = TakeSegment(path);
    if (expected.starts_with('{')) {
      std::optional<std::string> decoded = PercentDecode(segment);
      if (!decoded || decoded->empty()) return std::nullopt;
      captures.push_back(*std::move(decoded));
    } else if (segment != expected) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return captures;
}

Error NotAllowed(const Peer& peer, RoleSet roles) {
  return {Code::kPermissionDenied,
          RecorderOf(peer) + " has no role that allows this: it takes one of " + roles.Names() +
              "; nothing was done",
          {},
          "role_missing"};
}

Response MethodNotAllowed(const std::string& allow) {
  Response response =
      HttpProblemResponse({.status = 405,
                           .code = "method_not_allowed",
                           .detail = "this resource takes " + allow + " only: nothing was done"});
  response.headers.emplace_back("Allow", allow);
  return response;
}

Response NoSuchResource() {
  return ProblemResponse(
      {Code::kNotFound, "no such resource: GET /openapi.yaml lists those that are there", {}, {}});
}

std::string_view MediaTypeOf(Body body) {
  switch (body) {
    case Body::kNone:
      return {};
    case Body::kJson:
    case Body::kEvent:
      return "application/json";
    case Body::kLines:
      return "application/x-ndjson";
  }
  return {};
}

std::size_t BytesMaxOf(Body body) {
  switch (body) {
    case Body::kNone:
      return 0;
    case Body::kJson:
      return kCommandBytesMax;
    case Body::kEvent:
      return base::kEventInputBytesMax;
    case Body::kLines:
      return SIZE_MAX;  // its lines are bounded, not their number
  }
  return 0;
}

// `type` without its parameters, such as a charset, and in lower case.
bool IsMediaType(std::string_view type, std::string_view expected) {
  type = type.substr(0, type.find_first_of("; \t"));
  return std::ranges::equal(type, expected, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

Response WrongMediaType(std::string_view expected) {
  return HttpProblemResponse(
      {.status = 415,
       .code = "unsupported_media_type",
       .detail = "expected Content-Type: " + std::string(expected) + "; nothing was recorded"});
}

// Binds a handler to one request.
struct PlanMaker {
  const Context& context;
  std::vector<std::string> captures;
  Access access;
  Plan plan;

  void operator()(PlainHandler handler) {
    plan.answer = [&context = context, captures = std::move(captures), access = std::move(access),
                   handler](Exchange& exchange) {
      Result<Response> response = handler(context, Call{exchange.request(), captures, access});
      exchange.Send(response ? *std::move(response) : ProblemResponse(response.error()));
    };
  }
  void operator()(LaterHandler handler) {
    plan.answer = [&context = context, captures = std::move(captures), access = std::move(access),
                   handler](Exchange& exchange) {
      handler(context, Call{exchange.request(), captures, access}, exchange);
    };
  }
  void operator()(StreamHandler handler) {
    plan.stream = [&context = context, captures = std::move(captures), access = std::move(access),
                   handler](Stream& stream) {
      return handler(context, Call{stream.request(), captures, access}, stream);
    };
  }
};

// An error for a query where none is taken.
Result<void> CheckQuery(const Route& route, const Request& request) {
  if (route.query == Query::kSome) return {};
  ASSIGN_OR_RETURN(const QueryReader query, QueryReader::Parse(request.query));
  return query.Finish("");
}

Plan PlanRoute(const Context& context, const Route& route, std::vector<std::string> captures,
               const Request& request) {
  Plan plan;
  const std::string_view media_type = MediaTypeOf(route.body);
  Access access = context.roles.table()->Of(request.peer);
  // What any Unix peer may ask takes a role from elsewhere.
  const bool is_local = request.peer.certificate.empty();
  const RoleSet needed = route.roles.value_or(is_local ? RoleSet() : kAll);
  if (!needed.empty() && !access.roles.HasAnyOf(needed)) {
    context.viewings.RecordDenied(
        {.person = RecorderOf(request.peer),
         .request = std::string(route.method) + " " + std::string(route.path),
         .roles = needed.Names()});
    plan.refusal = ProblemResponse(NotAllowed(request.peer, needed));
  } else if (!media_type.empty() && !IsMediaType(request.content_type, media_type)) {
    plan.refusal = WrongMediaType(media_type);
  } else if (const auto query = CheckQuery(route, request); !query) {
    plan.refusal = ProblemResponse(query.error());
  }
  if (plan.refusal) return plan;
  plan.body_bytes_max = BytesMaxOf(route.body);
  PlanMaker maker{context, std::move(captures), std::move(access), std::move(plan)};
  std::visit(maker, route.handler);
  return std::move(maker.plan);
}

Plan PlanRequest(const Context& context, const Request& request) {
  std::string allow;
  for (const Route& route : kRoutes) {
    std::optional<std::vector<std::string>> captures = Match(route.path, request.path);
    if (!captures) continue;
    if (route.method == request.method) {
      return PlanRoute(context, route, *std::move(captures), request);
    }
    if (!allow.empty()) allow += ", ";
    allow += route.method;
  }
  Plan plan;
  plan.refusal = allow.empty() ? NoSuchResource() : MethodNotAllowed(allow);
  return plan;
}

}  // namespace

std::span<const Route> Routes() { return kRoutes; }

Planner MakePlanner(const Context& context) {
  return [&context](const Request& request) { return PlanRequest(context, request); };
}

}  // namespace reqledger::daemon
