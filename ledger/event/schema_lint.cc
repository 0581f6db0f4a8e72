// The file as a whole: its head, its top-level members with their annotations, its conditions.
#include "ledger/event/schema_lint.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "ledger/base/limits.h"
#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/event/refusal.h"
#include "ledger/event/schema.h"

namespace reqledger::event {
namespace {

constexpr int kDepthMax = 32;  // six levels of members, each some levels of schema
constexpr std::string_view kDraft = "http://json-schema.org/draft-07/schema#";
constexpr std::array<std::string_view, 4> kReserved = {"prev", "seq", "v", "idempotency_key"};

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

std::string_view TextAt(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? View(value->get_string()) : std::string_view();
}

bool IsReserved(std::string_view name) {
  return std::ranges::find(kReserved, name) != kReserved.end() ||
         std::ranges::find(kCoreNames, name) != kCoreNames.end();
}

}  // namespace

void SchemaLint::CheckFile(const Value& file) {
  const Object* schema = file.if_object();
  if (schema == nullptr) return Refuse("", "schema", "an object");
  if (TextAt(*schema, "type") != "object") return Refuse("/type", "type", "object");
  CheckHead(*schema);
  Object members = *schema;  // without what only the top may have
  for (const std::string_view name : {"$schema", "if", "then", "else", "allOf"}) {
    members.erase(name);
  }
  if (members.contains("x-free")) Refuse("/x-free", "annotation", "no x-free at the top");
  members.erase("x-free");
  CheckFullObject(members, "");
  const Value* properties = schema->if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return;
  CheckMembers(properties->get_object());
  CheckBlocks(*schema);
}

void SchemaLint::CheckHead(const Object& schema) {
  if (TextAt(schema, "$schema") != kDraft) Refuse("/$schema", "annotation", kDraft);
  CheckText(schema, "title", "");
  CheckText(schema, "description", "");
  if (!IsType(TextAt(schema, "x-type"))) {
    Refuse("/x-type", "annotation", "an event type such as demand.received");
  }
  const Value* version = schema.if_contains("x-version");
  constexpr std::int64_t kVersionMax = 1'000'000;
  if (version == nullptr || !version->is_int64() || version->get_int64() < 1 ||
      version->get_int64() > kVersionMax) {
    Refuse("/x-version", "annotation", "an integer from 1");
  }
  for (const std::string_view name : {"x-recorded-by", "x-corrected-by"}) {
    if (schema.contains(name) && !IsMemberName(TextAt(schema, name))) {
      Refuse("/" + std::string(name), "annotation", "the name of a role");
    }
  }
}

void SchemaLint::CheckMembers(const Object& properties) {
  if (properties.size() > base::kMemberSlots) {
    Refuse("/properties", "slots", "at most " + std::to_string(base::kMemberSlots) + " members");
  }
  for (const auto& property : properties) {
    const std::string pointer = AppendPointer("/properties", View(property.key()));
    if (IsReserved(View(property.key()))) {
      Refuse(pointer, "reserved_name", "a name that neither the ledger nor the entry uses itself");
    }
    if (property.value().is_object()) CheckAnnotations(property.value().get_object(), pointer);
  }
}

void SchemaLint::CheckAnnotations(const Object& member, const std::string& pointer) {
  for (const std::string_view name : {"title", "description", "x-audience"}) {
    CheckText(member, name, pointer);
  }
  const Value* order = member.if_contains("x-order");
  if (order == nullptr || !order->is_int64() || order->get_int64() < 0 ||
      order->get_int64() > INT32_MAX) {
    Refuse(pointer + "/x-order", "annotation", "an integer from 0");
  }
  const Value* personal = member.if_contains("x-personal");
  if (personal == nullptr || !personal->is_bool()) {
    Refuse(pointer + "/x-personal", "annotation", "true or false");
  }
  if (member.contains("x-identifier")) CheckIdentifier(member, pointer);
  if (member.contains("x-lookup")) CheckLookup(member, pointer);
}

void SchemaLint::CheckIdentifier(const Object& member, const std::string& pointer) {
  const Object* identifier = member.at("x-identifier").if_object();
  const std::string_view role = identifier == nullptr ? "" : TextAt(*identifier, "role");
  if (identifier == nullptr || identifier->size() != 2 ||
      !IsMemberName(TextAt(*identifier, "entity")) || (role != "defines" && role != "refers")) {
    Refuse(pointer + "/x-identifier", "annotation", "entity, and role: defines or refers");
  }
  const Value* items = member.if_contains("items");
  const Object* named =
      TextAt(member, "type") == "array" && items != nullptr ? items->if_object() : &member;
  if (named == nullptr || TextAt(*named, "type") != "string") {
    Refuse(pointer + "/x-identifier", "annotation", "a string or an array of strings under it");
  }
}

void SchemaLint::CheckBlocks(const Object& schema) {
  CheckBlock(schema, schema, "");
  const Value* blocks = schema.if_contains("allOf");
  if (blocks == nullptr) return;
  if (!blocks->is_array()) return Refuse("/allOf", "allOf", "an array of if, then, else");
  for (std::size_t i = 0; i < blocks->get_array().size(); ++i) {
    const std::string pointer = "/allOf/" + std::to_string(i);
    const Object* block = blocks->get_array()[i].if_object();
    if (block == nullptr || !block->contains("if")) {
      Refuse(pointer, "allOf", "an object of if, then, else");
      continue;
    }
    CheckKeywords(*block, {"if", "then", "else"}, pointer);
    CheckBlock(*block, schema, pointer);
  }
}

void SchemaLint::CheckBlock(const Object& block, const Object& whole, const std::string& pointer) {
  const Value whole_value(whole);
  for (const std::string_view name : {"if", "then", "else"}) {
    const Value* part = block.if_contains(name);
    if (part == nullptr) continue;
    const std::string at = AppendPointer(pointer, name);
    if (!block.contains("if")) Refuse(at, "if", "an if beside it");
    CheckPartial(*part, &whole_value, at);
  }
}

base::Result<void> LintSchema(std::string_view bytes) {
  if (bytes.size() > base::kSchemaBytesMax) {
    return base::Fail(base::Code::kTooLarge,
                      "schema refused: over " + std::to_string(base::kSchemaBytesMax) + " bytes");
  }
  ASSIGN_OR_RETURN(const auto file, ParseStrict(bytes, Names::kAny, kDepthMax));
  SchemaLint lint;
  lint.CheckFile(file);
  if (lint.violations().empty()) return {};
  return base::Fail(Refusal("schema", lint.violations()));
}

}  // namespace reqledger::event
