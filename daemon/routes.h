// The one table of what may be asked: method and path, by whom, with what body, answered by which
// handler.
//
// Source: docs/architecture.md; schemas/openapi.yaml says the same to clients, by test.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "daemon/context.h"
#include "daemon/http.h"

namespace reqledger::daemon {

enum class Body { kNone, kJson, kEvent, kLines };

// kSome: the handler takes its parameters and refuses all others.
enum class Query { kNone, kSome };

// Answered at once, on the connection's thread.
using PlainHandler = base::Result<Response> (*)(const Context&, const Call&);
// Answered later, from another thread. The call is good while the handler runs, its request until
// the answer is sent.
using LaterHandler = void (*)(const Context&, const Call&, Exchange&);
// On a thread of its own, piece by piece.
using StreamHandler = base::Result<void> (*)(const Context&, const Call&, Stream&);

struct Route {
  std::string_view method;
  // Segments as they are, `{name}` for one that is captured, percent-decoded; `{name...}` for all
  // that are left, as sent.
  std::string_view path;
  std::optional<RoleSet> roles;  // one of them is needed; nothing: any Unix peer
  Body body;
  Query query;
  std::variant<PlainHandler, LaterHandler, StreamHandler> handler;
};

std::span<const Route> Routes();

// How the server is to answer: route, permission and media type, each with its refusal.
Planner MakePlanner(const Context& context);

}  // namespace reqledger::daemon
