#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "daemon/captures.h"
#include "daemon/docket_json.h"
#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/opened_json.h"
#include "daemon/query_values.h"
#include "ledger/docket/moment.h"
#include "ledger/event/event.h"

namespace reqledger::daemon {
namespace {

namespace json = boost::json;
using base::Code;
using base::Fail;
using base::Result;

constexpr std::int64_t kDayMicros = 86'400'000'000;

// The end of a day of UTC, or an instant; nothing where the parameter is absent.
Result<std::optional<base::Instant>> TakeMoment(QueryReader& query, std::string_view name) {
  const auto text = query.TakeText(name);
  if (!text) return std::optional<base::Instant>();
  const auto moment = docket::ParseMoment(*text);
  if (!moment) return Fail(QueryError(name, "format", "a date, or RFC 3339 with offset"));
  base::Instant instant = docket::UtcStartOf(*moment);
  if (std::holds_alternative<docket::LocalDay>(*moment)) instant.micros += kDayMicros;
  return std::optional(instant);
}

Response Answer(const json::object& object) {
  Response response;
  response.body = json::serialize(object);
  response.body += '\n';
  return response;
}

json::array Sorted(DueItems items) {
  std::multimap<base::Instant, json::object> order;
  for (auto& [strict, item] : items) order.emplace(strict, std::move(item));
  json::array array;
  for (auto& [strict, item] : order) array.push_back(std::move(item));
  return array;
}

Result<std::set<std::string>> MattersWithOrders(const log::DocketReader& docket) {
  std::set<std::string> matters;
  RETURN_IF_ERROR(docket.ForEach([&](const docket::Entity& entity) -> Result<void> {
    if (entity.name.entity == "secrecy") matters.insert(entity.matter);
    return {};
  }));
  return matters;
}

docket::ObligationFinder FinderIn(const log::DocketReader::Entities& entities) {
  return [&entities](const std::string& id) -> const docket::Entity* {
    const auto found = entities.find({"secrecy", id});
    return found == entities.end() ? nullptr : &found->second;
  };
}

Result<Shown> ShowMatter(const Context& context, const Call& call) {
  const std::string& matter = call.captures.at(0);
  if (!event::IsMatter(matter)) {
    return Fail(Code::kInvalidArgument, "matter in the path: expected a case identifier");
  }
  if (matter == event::kLedgerMatter && !call.access.roles.HasAnyOf(kOpening)) {
    return Fail(base::Error{Code::kPermissionDenied,
                            "matter ledger says who looked at what: it takes the role auditor or "
                            "counsel",
                            {},
                            "role_missing"});
  }
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const auto until, TakeMoment(query, "at"));
  RETURN_IF_ERROR(query.Finish("at"));
  const std::uint64_t size = context.sequencer.head()->tree.size;
  ASSIGN_OR_RETURN(const auto seqs, context.reader.MatterEntries(matter, size));
  if (seqs.empty()) return Fail(Code::kNotFound, "no entry of such a matter is recorded");
  ASSIGN_OR_RETURN(const auto entities, context.docket.OfMatter(matter, size, until));

  const base::Instant now = until.value_or(context.clock.Wall());
  json::object answer{{"matter", matter}, {"as_of", base::FormatInstant(now)}};
  const std::pair<const char*, std::string_view> groups[] = {
      {"demands", "demand"}, {"obligations", "secrecy"}, {"challenges", "challenge"}};
  for (const auto& [member, entity] : groups) {
    json::array& group = answer[member].emplace_array();
    for (const auto& [name, found] : entities) {
      // What other matters have of their own is theirs; a duty or challenge that reaches here is
      // shown.
      const bool here = found.matter == matter || entity != "demand";
      if (name.entity == entity && here)
        group.push_back(EntityJson(context.docket.rules(), found, now, FinderIn(entities)));
    }
  }
  if (const auto by = context.vault.WholeErasedBy(matter)) {
    answer["erased"] = {{"by", *by}, {"scope", vault::ScopeName(vault::ErasureScope::kMatter)}};
  }
  Shown shown{.response = Answer(answer), .view = ViewBy(call, "GET /v1/matters/{id}")};
  std::string entries;
  for (const std::uint64_t seq : seqs) {
    ASSIGN_OR_RETURN(log::OpenedEntry entry, context.reader.Open(seq));
    CloseBeyond(*shown.view.sight, context.catalogue, entry);
    shown.view.Add(seq);
    if (!entries.empty()) entries += ',';
    AppendListed(entry, entries);
  }
  std::string& body = shown.response.body;
  body.resize(body.size() - 2);  // the closing brace and the line feed
  body += R"(,"entries":[)" + entries + "]}\n";
  return shown;
}

}  // namespace

void GetMatter(const Context& context, const Call& call, Exchange& exchange) {
  SendShown(context.viewings, ShowMatter(context, call), exchange);
}

Result<Response> ListMatters(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  const auto state = query.TakeText("state");
  RETURN_IF_ERROR(query.Finish("state"));
  std::map<std::string, json::array> matters;
  RETURN_IF_ERROR(context.docket.ForEach([&](const docket::Entity& entity) -> Result<void> {
    if (state && entity.state != *state) return {};
    matters[entity.matter].push_back(
        {{"entity", entity.name.entity}, {"id", entity.name.id}, {"state", entity.state}});
    return {};
  }));
  json::object answer;
  json::array& rows = answer["matters"].emplace_array();
  for (auto& [matter, entities] : matters) {
    rows.push_back({{"matter", matter}, {"entities", std::move(entities)}});
  }
  return Answer(answer);
}

Result<Response> GetDeadlines(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const auto until, TakeMoment(query, "until"));
  RETURN_IF_ERROR(query.Finish("until"));
  const base::Instant now = context.clock.Wall();
  const docket::RuleBook& rules = context.docket.rules();
  DueItems items;
  std::set<std::string> binding;
  std::vector<docket::Entity> with_notices;
  RETURN_IF_ERROR(context.docket.ForEach([&](const docket::Entity& entity) -> Result<void> {
    AppendDue(rules, entity, now, items);
    if (rules.FindMachine(entity.name.entity)->IsBinding(entity.state))
      binding.insert(entity.name.id);
    if (!docket::NoticesToGive(rules, entity).empty()) with_notices.push_back(entity);
    return {};
  }));
  for (const docket::Entity& demand : with_notices) {
    const bool bound = std::ranges::any_of(
        demand.obligations, [&](const std::string& id) { return binding.contains(id); });
    if (!bound) AppendNotices(rules, demand, now, items);
  }
  if (until) std::erase_if(items, [&](const auto& item) { return item.first > *until; });
  return Answer({{"as_of", base::FormatInstant(now)}, {"due", Sorted(std::move(items))}});
}

Result<Response> GetSecrecy(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const std::string matter,
                   TakeName(query, "matter", event::IsMatter, "a case identifier"));
  ASSIGN_OR_RETURN(const auto until, TakeMoment(query, "at"));
  RETURN_IF_ERROR(query.Finish("matter, at"));
  const base::Instant now = until.value_or(context.clock.Wall());
  json::object answer{{"as_of", base::FormatInstant(now)}};
  json::array& obligations = answer["obligations"].emplace_array();
  const auto add = [&](const docket::Entity& entity) {
    obligations.push_back(EntityJson(context.docket.rules(), entity, now, nullptr));
  };
  if (matter.empty() && !until) {
    RETURN_IF_ERROR(context.docket.ForEach([&](const docket::Entity& entity) -> Result<void> {
      if (entity.name.entity == "secrecy") add(entity);
      return {};
    }));
    return Answer(answer);
  }
  std::set<std::string> matters{matter};
  if (matter.empty()) {
    ASSIGN_OR_RETURN(matters, MattersWithOrders(context.docket));
  }
  const std::uint64_t size = context.sequencer.head()->tree.size;
  std::set<std::string> shown;
  for (const std::string& each : matters) {
    ASSIGN_OR_RETURN(const auto entities, context.docket.OfMatter(each, size, until));
    for (const auto& [name, entity] : entities) {
      if (name.entity == "secrecy" && shown.insert(name.id).second) add(entity);
    }
  }
  return Answer(answer);
}

}  // namespace reqledger::daemon
