#include "ledger/event/schema_explain.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/utf8.h"
#include "ledger/event/json.h"
#include "ledger/event/nearest.h"
#include "ledger/event/pattern.h"

namespace reqledger::event {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }
std::string_view StringOf(const value& v) { return View(v.get_string()); }

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string Counted(std::int64_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

// At most eight of `names`, then how many there are.
std::string Listed(const std::vector<std::string_view>& names) {
  constexpr std::size_t kShown = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    list += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  if (names.size() > kShown) list += ", … (" + std::to_string(names.size()) + " in all)";
  return list;
}

struct Kind {
  std::string_view type;
  bool (*matches)(const value&);
  std::string_view words;
};

constexpr std::array<Kind, 5> kKinds = {{
    {"object", [](const value& v) { return v.is_object(); }, "an object"},
    {"array", [](const value& v) { return v.is_array(); }, "an array"},
    {"string", [](const value& v) { return v.is_string(); }, "a string"},
    {"integer", [](const value& v) { return v.is_int64(); }, "an integer"},
    {"boolean", [](const value& v) { return v.is_bool(); }, "true or false"},
}};

class Walk {
 public:
  void Judge(const object& schema, const value& v, const std::string& pointer);
  std::vector<base::Violation> Take() { return std::move(violations_); }

 private:
  void Refuse(const std::string& pointer, std::string_view rule, std::string expected);
  void JudgeString(const object& schema, std::string_view text, const std::string& pointer);
  void JudgeInteger(const object& schema, std::int64_t number, const std::string& pointer);
  void JudgeArray(const object& schema, const array& items, const std::string& pointer);
  void JudgeObject(const object& schema, const object& members, const std::string& pointer);
  void JudgeMissing(const object& schema, const object& members, const std::string& pointer);
  void RefuseUnknown(const value* properties, std::string_view name, const std::string& pointer);
  void JudgeConditional(const object& schema, const value& v, const std::string& pointer);

  std::vector<base::Violation> violations_;
};

void Walk::Refuse(const std::string& pointer, std::string_view rule, std::string expected) {
  if (violations_.size() == kViolationsMax) return;
  violations_.push_back({pointer, std::string(rule), std::move(expected)});
}

std::optional<std::int64_t> Bound(const object& schema, std::string_view keyword) {
  const value* bound = schema.if_contains(keyword);
  return bound == nullptr ? std::nullopt : std::optional(bound->get_int64());
}

void Walk::JudgeString(const object& schema, std::string_view text, const std::string& pointer) {
  const auto length = static_cast<std::int64_t>(base::CountCodePoints(text));
  if (const auto most = Bound(schema, "maxLength"); most && length > *most) {
    Refuse(pointer, "maxLength", "at most " + Counted(*most, "character"));
  }
  if (const auto least = Bound(schema, "minLength"); least && length < *least) {
    Refuse(pointer, "minLength", "at least " + Counted(*least, "character"));
  }
  if (const value* pattern = schema.if_contains("pattern")) {
    const auto compiled = Pattern::Parse(StringOf(*pattern));
    if (compiled && !compiled->Matches(text)) {
      Refuse(pointer, "pattern", "text of the form " + std::string(StringOf(*pattern)));
    }
  }
  if (const value* enumeration = schema.if_contains("enum")) {
    std::vector<std::string_view> allowed;
    for (const value& one : enumeration->get_array()) allowed.push_back(StringOf(one));
    if (std::ranges::find(allowed, text) == allowed.end()) {
      Refuse(pointer, "enum", "one of " + Listed(allowed));
    }
  }
}

void Walk::JudgeInteger(const object& schema, std::int64_t number, const std::string& pointer) {
  if (const auto least = Bound(schema, "minimum"); least && number < *least) {
    Refuse(pointer, "minimum", "at least " + std::to_string(*least));
  }
  if (const auto most = Bound(schema, "maximum"); most && number > *most) {
    Refuse(pointer, "maximum", "at most " + std::to_string(*most));
  }
}

void Walk::JudgeArray(const object& schema, const array& items, const std::string& pointer) {
  const auto count = static_cast<std::int64_t>(items.size());
  if (const auto most = Bound(schema, "maxItems"); most && count > *most) {
    Refuse(pointer, "maxItems", "at most " + Counted(*most, "item"));
  }
  if (const auto least = Bound(schema, "minItems"); least && count < *least) {
    Refuse(pointer, "minItems", "at least " + Counted(*least, "item"));
  }
  const value* item_schema = schema.if_contains("items");
  if (item_schema == nullptr) return;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Judge(item_schema->get_object(), items[i], pointer + '/' + std::to_string(i));
  }
}

void Walk::RefuseUnknown(const value* properties, std::string_view name,
                         const std::string& pointer) {
  std::vector<std::string_view> known;
  if (properties != nullptr) {
    for (const auto& property : properties->get_object()) known.push_back(View(property.key()));
  }
  const auto near = NearestNames(name, known);
  Refuse(AppendPointer(pointer, name), "additionalProperties",
         near.empty() ? "a known name: " + Listed(known) : "a known name; near: " + Listed(near));
}

void Walk::JudgeMissing(const object& schema, const object& members, const std::string& pointer) {
  const value* required = schema.if_contains("required");
  if (required == nullptr) return;
  for (const value& name : required->get_array()) {
    if (members.contains(name.get_string())) continue;
    Refuse(AppendPointer(pointer, StringOf(name)), "required",
           "member " + Quoted(StringOf(name)) + ", which is missing");
  }
}

void Walk::JudgeObject(const object& schema, const object& members, const std::string& pointer) {
  JudgeMissing(schema, members, pointer);
  const value* properties = schema.if_contains("properties");
  const bool closed = schema.contains("additionalProperties");
  for (const auto& member : members) {
    const value* property =
        properties == nullptr ? nullptr : properties->get_object().if_contains(member.key());
    if (property != nullptr) {
      Judge(property->get_object(), member.value(), AppendPointer(pointer, View(member.key())));
    } else if (closed) {
      RefuseUnknown(properties, View(member.key()), pointer);
    }
  }
}

void Walk::JudgeConditional(const object& schema, const value& v, const std::string& pointer) {
  if (const value* condition = schema.if_contains("if")) {
    Walk holds;
    holds.Judge(condition->get_object(), v, pointer);
    const value* branch = schema.if_contains(holds.violations_.empty() ? "then" : "else");
    if (branch != nullptr) Judge(branch->get_object(), v, pointer);
  }
  if (const value* blocks = schema.if_contains("allOf")) {
    for (const value& block : blocks->get_array()) Judge(block.get_object(), v, pointer);
  }
}

void Walk::Judge(const object& schema, const value& v, const std::string& pointer) {
  if (const value* type = schema.if_contains("type")) {
    const auto kind = std::ranges::find(kKinds, StringOf(*type), &Kind::type);
    if (kind != kKinds.end() && !kind->matches(v)) {
      return Refuse(pointer, "type", std::string(kind->words));
    }
  }
  if (const value* only = schema.if_contains("const"); only != nullptr && *only != v) {
    Refuse(pointer, "const", Canonical(*only));
  }
  if (v.is_string()) JudgeString(schema, StringOf(v), pointer);
  if (v.is_int64()) JudgeInteger(schema, v.get_int64(), pointer);
  if (v.is_array()) JudgeArray(schema, v.get_array(), pointer);
  if (v.is_object()) JudgeObject(schema, v.get_object(), pointer);
  JudgeConditional(schema, v, pointer);
}

}  // namespace

std::vector<base::Violation> ExplainViolations(const object& schema, const value& v) {
  Walk walk;
  walk.Judge(schema, v, "");
  return walk.Take();
}

}  // namespace reqledger::event
