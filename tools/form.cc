#include "tools/form.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <tuple>

#include "ledger/event/json.h"
#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

constexpr int kSchemaDepthMax = 32;

FieldKind KindOf(const value& schema) {
  const std::string_view type = TextAt(schema, "type");
  if (type == "object") return FieldKind::kGroup;
  if (type == "array") return FieldKind::kList;
  if (type == "integer") return FieldKind::kNumber;
  if (type == "boolean") return FieldKind::kYesNo;
  return ItemsAt(schema, "enum").empty() ? FieldKind::kText : FieldKind::kChoice;
}

Field FieldOf(std::string_view name, const value& schema);

void AddParts(const value& schema, Field& field) {
  if (const value* items = MemberAt(schema, "items")) {
    field.parts.push_back(FieldOf({}, *items));
  }
  if (const value* members = MemberAt(schema, "properties"); members && members->is_object()) {
    for (const auto& member : members->get_object()) {
      field.parts.push_back(FieldOf({member.key().data(), member.key().size()}, member.value()));
    }
  }
}

void Require(const value& names, const Condition* condition, std::vector<Field>& fields) {
  for (const value& name : ItemsAt(names, "required")) {
    const auto field = std::ranges::find(fields, TextOf(name), &Field::name);
    if (field == fields.end()) continue;
    if (condition == nullptr) {
      field->required = true;
    } else {
      field->required_if.push_back(*condition);
    }
  }
}

// What `rule`, a `then` or `else`, demands further of members and their parts.
void Demand(const value& rule, const Condition* condition, std::vector<Field>& fields) {
  Require(rule, condition, fields);
  const value* members = MemberAt(rule, "properties");
  if (members == nullptr || !members->is_object()) return;
  for (const auto& member : members->get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const auto field = std::ranges::find(fields, name, &Field::name);
    if (field != fields.end()) Demand(member.value(), condition, field->parts);
  }
}

// Of an `if`, which the lint allows to compare one member with one text.
Condition ConditionOf(const value& condition) {
  const value* members = MemberAt(condition, "properties");
  if (members == nullptr || !members->is_object() || members->get_object().empty()) return {};
  const auto& member = *members->get_object().begin();
  return {std::string(member.key().data(), member.key().size()),
          std::string(TextAt(member.value(), "const"))};
}

void AddConditions(const value& rule, std::vector<Field>& fields) {
  const value* test = MemberAt(rule, "if");
  if (test == nullptr) return;
  const Condition condition = ConditionOf(*test);
  // A form is filled in for a live event: what `historical` would spare is demanded.
  const bool historical = condition.member == "mode" && condition.value == "historical";
  const value* demanded = MemberAt(rule, historical ? "else" : "then");
  if (demanded != nullptr) Demand(*demanded, historical ? nullptr : &condition, fields);
}

Field FieldOf(std::string_view name, const value& schema) {
  Field field;
  field.name = name;
  field.title = TextAt(schema, "title");
  if (field.title.empty()) field.title = name;
  field.description = TextAt(schema, "description");
  field.kind = KindOf(schema);
  for (const value& choice : ItemsAt(schema, "enum")) field.choices.emplace_back(TextOf(choice));
  field.minimum = NumberAt(schema, "minimum").value_or(0);
  field.maximum = NumberAt(schema, "maximum").value_or(0);
  field.pattern = TextAt(schema, "pattern");
  field.order = static_cast<int>(NumberAt(schema, "x-order").value_or(0));
  field.secrecy = TextAt(schema, "x-audience") == "secrecy";
  if (const value* identifier = MemberAt(schema, "x-identifier")) {
    field.entity = TextAt(*identifier, "entity");
    field.defines = TextAt(*identifier, "role") == "defines";
  }
  field.json = event::Canonical(schema);
  AddParts(schema, field);
  Require(schema, nullptr, field.parts);
  return field;
}

}  // namespace

const Field* Form::Find(std::string_view name) const {
  const auto field = std::ranges::find(fields, name, &Field::name);
  return field == fields.end() ? nullptr : &*field;
}

base::Result<Form> ParseForm(std::string_view schema_bytes) {
  ASSIGN_OR_RETURN(const value schema,
                   event::ParseStrict(schema_bytes, event::Names::kAny, kSchemaDepthMax));
  Field whole = FieldOf(TextAt(schema, "x-type"), schema);
  if (whole.name.empty() || whole.kind != FieldKind::kGroup) {
    return base::Fail(base::Code::kCorrupt, "the schema names no event type");
  }
  AddConditions(schema, whole.parts);
  for (const value& rule : ItemsAt(schema, "allOf")) AddConditions(rule, whole.parts);
  std::ranges::sort(whole.parts, {},
                    [](const Field& field) { return std::tie(field.order, field.name); });
  return Form{whole.name, whole.title, whole.description, std::move(whole.parts)};
}

bool IsSeldom(std::string_view name) {
  constexpr std::array<std::string_view, 5> kSeldom = {"mode", "actor", "clock", "out_of_sequence",
                                                       "provenance"};
  return std::ranges::find(kSeldom, name) != kSeldom.end();
}

std::string FormatHint(const Field& field) {
  // The forms that the catalogue uses, by what is typical of their patterns.
  if (field.pattern.starts_with("^[0-9]{4}-[0-9]{2}-[0-9]{2}T")) {
    return "like 2026-11-22T16:40:00-05:00";
  }
  if (field.pattern.starts_with("^[0-9]{4}-[0-9]{2}-[0-9]{2}")) return "like 2026-11-22";
  if (field.pattern.starts_with("^P")) return "a period like P1Y or P180D";
  if (field.pattern == "^[0-9a-f]{64}$") return "64 hex digits";
  if (field.pattern.starts_with("^[A-Z]{2}[A-Z0-9-]")) return "like US or US-CA";
  if (field.kind == FieldKind::kNumber) {
    return "a whole number from " + std::to_string(field.minimum);
  }
  if (field.kind == FieldKind::kYesNo) return "true or false";
  return {};
}

}  // namespace reqledger::tools
