// What is looked for is personal: it stands in the body, in no message, and is forgotten with the
// request.
#include <boost/json.hpp>
#include <map>
#include <string>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"
#include "ledger/base/utf8.h"
#include "ledger/log/lookup.h"

namespace reqledger::daemon {
namespace {

using base::Error;
using base::Result;

constexpr std::size_t kTextCharsMax = 4096;  // no member's text is longer

struct LookupCommand {
  event::LookupKind kind = event::LookupKind::kSelector;
  std::string text;
};

std::unexpected<Error> Refuse(std::string pointer, std::string_view rule,
                              std::string_view expected) {
  return RefuseBody("nothing was looked for", std::move(pointer), rule, expected);
}

Result<LookupCommand> ParseLookupCommand(std::string_view body) {
  ASSIGN_OR_RETURN(const auto json, event::ParseStrict(body, event::Names::kAny, 1));
  const auto* const object = json.if_object();
  if (object == nullptr || object->size() != 1) {
    return Refuse("", "type", "a JSON object of one member, selector or customer");
  }
  const std::string_view name = object->begin()->key();
  if (name != "selector" && name != "customer") {
    return Refuse("", "additionalProperties", "the member selector or customer");
  }
  LookupCommand command;
  if (name == "customer") command.kind = event::LookupKind::kCustomer;
  const auto* const text = object->begin()->value().if_string();
  if (text != nullptr) command.text = std::string(std::string_view(*text));
  if (base::CountCodePoints(command.text) > kTextCharsMax ||
      log::LookupsFor(command.kind, command.text).empty()) {
    return Refuse("/" + std::string(name), "type",
                  "a string of 1 to 4096 characters that is not all white space");
  }
  return command;
}

std::string FoundJson(const log::OpenedEntry& entry) {
  std::string json = R"({"matter":)";
  AppendText(entry.Text("matter"), json);
  json += R"(,"seq":)";
  AppendNumber(entry.seq, json);
  for (const std::string_view name : {"type", "occurred_at", "demand_id", "target_id"}) {
    const std::string* const value = entry.Find(name);
    if (value == nullptr) continue;
    json += ',';
    AppendText(name, json);
    json += ':';
    json += *value;
  }
  return json + '}';
}

Result<Shown> Found(const Context& context, const LookupCommand& command, View view) {
  const std::uint64_t size = context.sequencer.head()->tree.size;
  ASSIGN_OR_RETURN(const auto seqs, log::FindByLookup(context.reader, command.kind, command.text));
  std::map<std::pair<std::string, std::uint64_t>, std::string> found;
  for (const std::uint64_t seq : seqs) {
    if (seq >= size) break;  // committed after this question was asked
    ASSIGN_OR_RETURN(log::OpenedEntry entry, context.reader.Open(seq));
    CloseBeyond(*view.sight, context.catalogue, entry);
    view.Add(seq);
    found.emplace(std::pair(entry.Text("matter"), seq), FoundJson(entry));
  }
  Shown shown{.response = {}, .view = std::move(view)};
  std::string& body = shown.response.body;
  body = R"({"found":[)";
  for (const auto& [place, json] : found) {
    if (body.back() != '[') body += ',';
    body += json;
  }
  body += R"(],"erased_matters":)";
  AppendNumber(context.vault.tombstones().erased_matters(), body);
  body += "}\n";
  return shown;
}

}  // namespace

void Lookup(const Context& context, const Call& call, Exchange& exchange) {
  auto command = ParseLookupCommand(call.request.body);
  if (!command) {
    exchange.Send(ProblemResponse(command.error()));
    return;
  }
  context.pool.Run([&context, &exchange, command = *std::move(command),
                    view = ViewBy(call, "POST /v1/lookups")] {
    SendShown(context.viewings, Found(context, command, view), exchange);
  });
}

}  // namespace reqledger::daemon
