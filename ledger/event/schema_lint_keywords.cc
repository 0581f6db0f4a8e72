// What one keyword may say, wherever it stands.
#include <algorithm>
#include <boost/json/value.hpp>
#include <set>

#include "ledger/event/json.h"
#include "ledger/event/pattern.h"
#include "ledger/event/schema_lint.h"

namespace reqledger::event {
namespace {

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

// True for an array of one or more strings, each once.
bool AreDistinctTexts(const boost::json::value& list) {
  if (!list.is_array() || list.get_array().empty()) return false;
  std::set<std::string_view> seen;
  return std::ranges::all_of(list.get_array(), [&](const boost::json::value& one) {
    return one.is_string() && seen.insert(View(one.get_string())).second;
  });
}

}  // namespace

void SchemaLint::Refuse(const std::string& pointer, std::string_view rule,
                        std::string_view expected) {
  violations_.push_back({pointer, std::string(rule), std::string(expected)});
}

void SchemaLint::CheckKeywords(const Object& schema, Keywords allowed, const std::string& pointer) {
  for (const auto& member : schema) {
    const std::string_view name = View(member.key());
    if (std::ranges::find(allowed, name) != allowed.end()) continue;
    if (name.starts_with("x-") || name == "title" || name == "description") continue;
    Refuse(AppendPointer(pointer, name), "keyword", "a keyword that formats.md allows here");
  }
}

void SchemaLint::CheckText(const Object& schema, std::string_view keyword,
                           const std::string& pointer) {
  const Value* text = schema.if_contains(keyword);
  if (text != nullptr && text->is_string() && !text->get_string().empty()) return;
  Refuse(AppendPointer(pointer, keyword), "annotation", "a text");
}

// `least` and `most` are integers, and in order.
void SchemaLint::CheckCounts(const Object& schema, std::string_view least, std::string_view most,
                             const std::string& pointer) {
  const bool negative_allowed = least == "minimum";
  for (const std::string_view keyword : {least, most}) {
    const Value* bound = schema.if_contains(keyword);
    if (bound == nullptr) continue;
    if (!bound->is_int64() || (bound->get_int64() < 0 && !negative_allowed)) {
      return Refuse(AppendPointer(pointer, keyword), "bound", "an integer, a count not negative");
    }
  }
  const Value* low = schema.if_contains(least);
  const Value* high = schema.if_contains(most);
  if (low != nullptr && high != nullptr && low->get_int64() > high->get_int64()) {
    Refuse(pointer, "bound", std::string(least) + " not over " + std::string(most));
  }
}

void SchemaLint::CheckEnum(const Value& list, const std::string& pointer) {
  if (!AreDistinctTexts(list)) Refuse(pointer + "/enum", "enum", "one or more strings, each once");
}

void SchemaLint::CheckStringKeywords(const Object& schema, const std::string& pointer) {
  CheckCounts(schema, "minLength", "maxLength", pointer);
  if (const Value* list = schema.if_contains("enum")) CheckEnum(*list, pointer);
  const Value* pattern = schema.if_contains("pattern");
  if (pattern == nullptr) return;
  if (!pattern->is_string() || !Pattern::Parse(View(pattern->get_string()))) {
    Refuse(pointer + "/pattern", "pattern",
           "^…$ of ASCII characters, classes, {n} and {m,n}, with few ways to match");
  }
}

void SchemaLint::CheckRequired(const Object& schema, const Object& properties,
                               const std::string& pointer) {
  const Value* required = schema.if_contains("required");
  if (required == nullptr) return;
  if (!AreDistinctTexts(*required)) {
    return Refuse(pointer + "/required", "required", "one or more names, each once");
  }
  for (const Value& name : required->get_array()) {
    if (properties.contains(name.get_string())) continue;
    Refuse(pointer + "/required", "required", "only names that properties has");
  }
}

}  // namespace reqledger::event
