// The annotation x-lookup: by what an entry is found again.
#include <boost/json/value.hpp>
#include <set>

#include "ledger/event/schema_lint.h"

namespace reqledger::event {
namespace {

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

std::string_view TextAt(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? View(value->get_string()) : std::string_view();
}

const boost::json::object* ObjectAt(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

bool Holds(const boost::json::object& schema, std::string_view keyword, std::string_view text) {
  const auto* list = schema.if_contains(keyword);
  if (list == nullptr || !list->is_array()) return false;
  for (const auto& one : list->get_array()) {
    if (one.is_string() && View(one.get_string()) == text) return true;
  }
  return false;
}

// The items of an array of objects that say of what type they are and which value; null otherwise.
const boost::json::object* SelectorItems(const boost::json::object& member) {
  const auto* items = ObjectAt(member, "items");
  const auto* properties = items == nullptr ? nullptr : ObjectAt(*items, "properties");
  if (TextAt(member, "type") != "array" || properties == nullptr) return nullptr;
  for (const std::string_view name : {"type", "value"}) {
    const auto* part = ObjectAt(*properties, name);
    if (part == nullptr || TextAt(*part, "type") != "string" || !Holds(*items, "required", name)) {
      return nullptr;
    }
  }
  return properties;
}

}  // namespace

void SchemaLint::CheckLookup(const Object& member, const std::string& pointer) {
  const std::string at = pointer + "/x-lookup";
  const Value* personal = member.if_contains("x-personal");
  if (personal == nullptr || *personal != Value(true)) {
    Refuse(at, "annotation", "a personal member: what finds it must die with it");
  }
  const Object* lookup = member.at("x-lookup").if_object();
  const std::string_view kind = lookup == nullptr ? "" : TextAt(*lookup, "kind");
  if (kind == "customer") {
    if (lookup->size() != 1) Refuse(at, "annotation", "of a customer, kind alone");
    if (TextAt(member, "type") != "string") Refuse(at, "annotation", "a string under it");
    return;
  }
  if (kind != "selector") return Refuse(at, "annotation", "kind: selector or customer");
  const Object* properties = SelectorItems(member);
  if (properties == nullptr) {
    return Refuse(at, "annotation", "an array of objects that require the texts type and value");
  }
  CheckLookupRules(*lookup, properties->at("type").get_object(), at);
}

// Each type of selector is one that the member may have, and stands under one rule.
void SchemaLint::CheckLookupRules(const Object& lookup, const Object& types,
                                  const std::string& at) {
  std::set<std::string_view> seen;
  for (const auto& rule : lookup) {
    const std::string_view name = View(rule.key());
    if (name == "kind") continue;
    if ((name != "lower_case" && name != "digits") || !rule.value().is_array()) {
      Refuse(at, "annotation", "kind, and arrays lower_case and digits");
      continue;
    }
    for (const Value& type : rule.value().get_array()) {
      const bool known = type.is_string() && Holds(types, "enum", View(type.get_string()));
      if (known && seen.insert(View(type.get_string())).second) continue;
      Refuse(at, "annotation", "under a rule only types of the member, each once");
    }
  }
}

}  // namespace reqledger::event
