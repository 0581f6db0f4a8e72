#include "ledger/event/event.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "ledger/base/check.h"
#include "ledger/event/json.h"
#include "ledger/event/occurred_at.h"
#include "ledger/event/refusal.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kIdempotencyKey = "idempotency_key";
// What the entry itself calls its own, and what the daemon adds.
constexpr std::array<std::string_view, 8> kReservedNames = {
    "prev", "seq", "v", "schema", "matter_seq", "matter_prev", "recorded_at", "recorded_by"};

using Violations = std::vector<base::Violation>;

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

std::string_view StringOf(const boost::json::value& value) {
  return value.is_string() ? View(value.get_string()) : std::string_view();
}

bool IsIdempotencyKey(std::string_view text) {
  return !text.empty() && text.size() <= base::kIdempotencyKeyBytesMax &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

struct Rule {
  std::string_view name;
  bool required;
  bool (*accepts)(std::string_view);
  std::string_view expected;
};

constexpr std::array<Rule, 3> kTextRules = {{
    {"type", true, IsType, "a type such as demand.received, at most 64 characters"},
    {"matter", true, IsMatter,
     "1 to 128 characters of A-Z a-z 0-9 . _ : / -, the first of A-Z a-z 0-9"},
    {kIdempotencyKey, false, IsIdempotencyKey, "1 to 128 visible ASCII characters"},
}};

void CheckText(const boost::json::object& object, const Rule& rule, Violations& violations) {
  const auto* value = object.if_contains(rule.name);
  const std::string pointer = AppendPointer("", rule.name);
  if (value == nullptr) {
    if (rule.required) violations.push_back({pointer, "required", std::string(rule.expected)});
  } else if (!value->is_string()) {
    violations.push_back({pointer, "type", "a string"});
  } else if (!rule.accepts(StringOf(*value))) {
    violations.push_back({pointer, "pattern", std::string(rule.expected)});
  }
}

Violations CheckOwnRules(const boost::json::object& object) {
  Violations violations;
  for (const std::string_view name : kReservedNames) {
    if (!object.contains(name)) continue;
    violations.push_back(
        {AppendPointer("", name), "reserved_name", "no such member: the ledger itself writes it"});
  }
  for (const Rule& rule : kTextRules) CheckText(object, rule, violations);
  if (const auto* occurred_at = object.if_contains("occurred_at")) {
    CheckOccurredAt(*occurred_at, violations);
  } else {
    violations.push_back({"/occurred_at", "required", "an object of precision and value"});
  }
  return violations;
}

std::unexpected<base::Error> TooLarge(std::string_view what, std::size_t size, std::size_t limit) {
  base::Error error{base::Code::kTooLarge, "event refused: ", {}, {}};
  error.message += std::string(what) + " has " + std::to_string(size) + " bytes, the limit is " +
                   std::to_string(limit);
  error.violations.push_back({"", "size", "at most " + std::to_string(limit) + " bytes"});
  return base::Fail(std::move(error));
}

// Writes the canonical form of all members but the key, and of each what the event keeps of it.
Event FromObject(const boost::json::object& object) {
  std::vector<const boost::json::key_value_pair*> sorted;
  sorted.reserve(object.size());
  for (const auto& member : object) sorted.push_back(&member);
  std::ranges::sort(sorted, {}, [](const auto* member) { return View(member->key()); });
  std::vector<Member> members;
  members.reserve(sorted.size());
  Event event;
  for (const auto* member : sorted) {
    const std::string_view name = View(member->key());
    if (name == "type") {
      event.type = StringOf(member->value());
    } else if (name == "matter") {
      event.matter = StringOf(member->value());
    } else if (name == "occurred_at") {
      event.occurred_at = Canonical(member->value());
    } else if (name == kIdempotencyKey) {
      event.idempotency_key = StringOf(member->value());
    } else {
      members.push_back({std::string(name), Canonical(member->value())});
    }
  }
  auto key = std::move(event.idempotency_key);
  event = MakeEvent(event.type, event.matter, event.occurred_at, std::move(members));
  event.idempotency_key = std::move(key);
  return event;
}

void AppendMember(std::string_view name, std::string_view canonical, std::string& out) {
  out += out.empty() ? "{\"" : ",\"";
  out += name;
  out += "\":";
  out += canonical;
}

std::string CanonicalOf(const Event& event) {
  // The names of the core among those of the members, all in byte order.
  const std::string matter = CanonicalString(event.matter);
  const std::string type = CanonicalString(event.type);
  const std::array<std::pair<std::string_view, std::string_view>, 3> core = {
      {{"matter", matter}, {"occurred_at", event.occurred_at}, {"type", type}}};
  std::string out;
  std::size_t next = 0;
  for (const Member& member : event.members) {
    for (; next < core.size() && core[next].first < member.name; ++next) {
      AppendMember(core[next].first, core[next].second, out);
    }
    AppendMember(member.name, member.value, out);
  }
  for (; next < core.size(); ++next) AppendMember(core[next].first, core[next].second, out);
  return out + '}';
}

}  // namespace

base::Result<Event> ParseEvent(std::string_view json) {
  if (json.size() > base::kEventInputBytesMax) {
    return TooLarge("what was sent", json.size(), base::kEventInputBytesMax);
  }
  ASSIGN_OR_RETURN(const auto value, ParseStrict(json, Names::kEvent, base::kEventDepthMax));
  if (!value.is_object()) return base::Fail(Refusal("event", {{"", "type", "an object"}}));
  if (auto violations = CheckOwnRules(value.get_object()); !violations.empty()) {
    return base::Fail(Refusal("event", std::move(violations)));
  }
  Event event = FromObject(value.get_object());
  if (event.canonical.size() > base::kEventBytesMax) {
    return TooLarge("its canonical form", event.canonical.size(), base::kEventBytesMax);
  }
  return event;
}

Event MakeEvent(std::string_view type, std::string_view matter, std::string_view occurred_at,
                std::vector<Member> members) {
  std::ranges::sort(members, {}, &Member::name);
  Event event{std::string(type), std::string(matter), std::string(occurred_at), {}, {}, {}};
  event.members = std::move(members);
  event.canonical = CanonicalOf(event);
  return event;
}

std::string OccurredAtInstant(base::Instant instant) {
  return "{\"precision\":\"instant\",\"value\":\"" + base::FormatInstant(instant) + "\"}";
}

const std::string* FindMember(const Event& event, std::string_view name) {
  const auto found = std::ranges::lower_bound(
      event.members, name, {}, [](const Member& m) { return std::string_view(m.name); });
  return found != event.members.end() && found->name == name ? &found->value : nullptr;
}

bool IsHistorical(const Event& event) {
  const std::string* mode = FindMember(event, "mode");
  return mode != nullptr && *mode == "\"historical\"";
}

}  // namespace reqledger::event
