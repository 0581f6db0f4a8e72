// Schemas of members: full ones, where everything has a type and a bound, and partial ones.
#include <algorithm>
#include <boost/json/value.hpp>

#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/event/schema_lint.h"

namespace reqledger::event {
namespace {

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

bool Is(const boost::json::object& object, std::string_view name, const boost::json::value& what) {
  const auto* value = object.if_contains(name);
  return value != nullptr && *value == what;
}

const boost::json::object* ObjectAt(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

std::string_view TextAt(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? View(value->get_string()) : std::string_view();
}

}  // namespace

void SchemaLint::CheckFull(const Value& value, const std::string& pointer) {
  const Object* schema = value.if_object();
  if (schema == nullptr) return Refuse(pointer, "schema", "an object");
  const std::string_view type = TextAt(*schema, "type");
  if (type == "object") return CheckFullObject(*schema, pointer);
  if (type == "array") return CheckFullArray(*schema, pointer);
  const Value* only = schema->if_contains("const");
  if (type == "string") {
    CheckKeywords(*schema, {"type", "enum", "const", "minLength", "maxLength", "pattern"}, pointer);
    CheckStringKeywords(*schema, pointer);
    if (only != nullptr && !only->is_string()) Refuse(pointer + "/const", "const", "a string");
    if (only == nullptr && !schema->contains("enum") && !schema->contains("maxLength")) {
      Refuse(pointer, "unbounded", "maxLength, enum or const");
    }
  } else if (type == "integer") {
    CheckKeywords(*schema, {"type", "minimum", "maximum"}, pointer);
    CheckCounts(*schema, "minimum", "maximum", pointer);
    if (!schema->contains("minimum") || !schema->contains("maximum")) {
      Refuse(pointer, "unbounded", "minimum and maximum");
    }
  } else if (type == "boolean") {
    CheckKeywords(*schema, {"type", "const"}, pointer);
    if (only != nullptr && !only->is_bool()) Refuse(pointer + "/const", "const", "true or false");
  } else {
    Refuse(pointer + "/type", "type", "one of object, string, integer, boolean, array");
  }
}

void SchemaLint::CheckFullObject(const Object& schema, const std::string& pointer) {
  if (Is(schema, "x-free", true)) return CheckKeywords(schema, {"type"}, pointer);
  CheckKeywords(schema, {"type", "properties", "required", "additionalProperties"}, pointer);
  if (!Is(schema, "additionalProperties", false)) {
    Refuse(pointer, "additionalProperties", "false, or x-free and no properties");
  }
  const Object* properties = ObjectAt(schema, "properties");
  if (properties == nullptr) return Refuse(pointer + "/properties", "properties", "an object");
  CheckRequired(schema, *properties, pointer);
  for (const auto& property : *properties) {
    const std::string at = AppendPointer(pointer + "/properties", View(property.key()));
    if (!IsMemberName(View(property.key()))) Refuse(at, "name", "[a-z][a-z0-9_]{0,63}");
    CheckFull(property.value(), at);
    const Object* nested = property.value().if_object();
    // Annotations of a member open and erase it whole; CheckAnnotations wants them at the top.
    if (nested == nullptr || pointer.empty()) continue;
    for (const std::string_view name :
         {"x-personal", "x-audience", "x-order", "x-identifier", "x-lookup"}) {
      if (nested->contains(name)) Refuse(AppendPointer(at, name), "annotation", "none in here");
    }
  }
}

void SchemaLint::CheckFullArray(const Object& schema, const std::string& pointer) {
  CheckKeywords(schema, {"type", "items", "minItems", "maxItems"}, pointer);
  CheckCounts(schema, "minItems", "maxItems", pointer);
  if (!schema.contains("maxItems")) Refuse(pointer, "unbounded", "maxItems");
  const Value* items = schema.if_contains("items");
  if (items == nullptr) return Refuse(pointer + "/items", "items", "a schema for all items");
  CheckFull(*items, pointer + "/items");
}

// `whole` is the full schema at the same place; null where there is none.
void SchemaLint::CheckPartial(const Value& value, const Value* whole_value,
                              const std::string& pointer) {
  const Object* partial = value.if_object();
  if (partial == nullptr) return Refuse(pointer, "schema", "an object");
  const Object* whole = whole_value == nullptr ? nullptr : whole_value->if_object();
  if (whole == nullptr) return Refuse(pointer, "partial", "a place that the schema describes");
  CheckKeywords(*partial,
                {"type", "properties", "required", "enum", "const", "items", "minItems", "maxItems",
                 "minimum", "maximum", "minLength", "maxLength", "pattern"},
                pointer);
  if (partial->contains("type") && TextAt(*partial, "type") != TextAt(*whole, "type")) {
    Refuse(pointer + "/type", "type", "the type that the member has");
  }
  const Value* only = partial->if_contains("const");
  if (only != nullptr && !only->is_string() && !only->is_bool()) {
    Refuse(pointer + "/const", "const", "a string, true or false");
  }
  CheckStringKeywords(*partial, pointer);
  CheckCounts(*partial, "minItems", "maxItems", pointer);
  CheckCounts(*partial, "minimum", "maximum", pointer);
  if (const Value* items = partial->if_contains("items")) {
    CheckPartial(*items, whole->if_contains("items"), pointer + "/items");
  }
  CheckPartialObject(*partial, *whole, pointer);
}

void SchemaLint::CheckPartialObject(const Object& partial, const Object& whole,
                                    const std::string& pointer) {
  const Object none;
  const Object* known = ObjectAt(whole, "properties");
  CheckRequired(partial, known == nullptr ? none : *known, pointer);
  const Value* properties = partial.if_contains("properties");
  if (properties == nullptr) return;
  if (!properties->is_object()) return Refuse(pointer + "/properties", "properties", "an object");
  for (const auto& property : properties->get_object()) {
    CheckPartial(property.value(), known == nullptr ? nullptr : known->if_contains(property.key()),
                 AppendPointer(pointer + "/properties", View(property.key())));
  }
}

}  // namespace reqledger::event
