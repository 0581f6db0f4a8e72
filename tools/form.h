// A schema as a form to fill in: its members in the order in which people are asked and shown.
//
// Errors: corrupt where the bytes are no schema file.
// Source: schemas/README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::tools {

enum class FieldKind { kText, kChoice, kNumber, kYesNo, kGroup, kList };

// A member of the event has this value.
struct Condition {
  std::string member;
  std::string value;
};

struct Field {
  std::string name;
  std::string title;
  std::string description;
  FieldKind kind = FieldKind::kText;
  std::vector<std::string> choices;           // of kChoice
  std::map<std::string, std::string> titles;  // of some choices, what they are called
  std::int64_t minimum = 0;                   // of kNumber
  std::int64_t maximum = 0;
  std::string pattern;                 // of kText; empty for none
  std::vector<Field> parts;            // of kGroup: its members; of kList: exactly one, its items
  bool required = false;               // in every live event
  std::vector<Condition> required_if;  // in one of which any holds
  int order = 0;
  bool secrecy = false;  // of the audience of secrecy orders
  std::string entity;    // what it names: "demand", "secrecy" …; empty for none
  bool defines = false;  // it names something new
  std::string json;      // the schema of this member
};

struct Form {
  std::string type;
  std::string title;
  std::string description;
  std::vector<Field> fields;  // by x-order

  const Field* Find(std::string_view name) const;
};

base::Result<Form> ParseForm(std::string_view schema_bytes);

// True for the common members that are asked for only where a rule demands them.
bool IsSeldom(std::string_view name);

// What may be typed for `field`, in words; empty where the title says it all.
std::string FormatHint(const Field& field);

}  // namespace reqledger::tools
