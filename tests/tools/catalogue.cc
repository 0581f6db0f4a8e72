#include "tests/tools/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <filesystem>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"

namespace reqledger::tools {

std::map<std::string, std::string> SchemaFiles() {
  std::map<std::string, std::string> files;
  for (const auto& file :
       std::filesystem::directory_iterator(REQLEDGER_SOURCE_DIR "/schemas/events")) {
    files[file.path().filename()] =
        base::ReadFile(file.path(), base::kSchemaBytesMax).value_or("unreadable");
  }
  return files;
}

std::string SchemaOf(const std::string& type) { return SchemaFiles().at(type + ".v1.schema.json"); }

Form FormOf(const std::string& type) {
  auto form = ParseForm(SchemaOf(type));
  EXPECT_TRUE(form) << type;
  return form.value_or(Form{});
}

bool IsDemanded(const Field& field, const boost::json::object& event) {
  return field.required || std::ranges::any_of(field.required_if, [&](const Condition& condition) {
           const auto* member = event.if_contains(condition.member);
           return member != nullptr && *member == boost::json::value(condition.value);
         });
}

boost::json::value SampleOf(const Field& field, const boost::json::object& event) {
  switch (field.kind) {
    case FieldKind::kNumber:
      return field.minimum;
    case FieldKind::kYesNo:
      return true;
    case FieldKind::kChoice:
      return boost::json::value(field.choices.front());
    case FieldKind::kList:
      return boost::json::array{SampleOf(field.parts.front(), event)};
    case FieldKind::kGroup: {
      boost::json::object members;
      for (const Field& part : field.parts) {
        if (IsDemanded(part, event)) members[part.name] = SampleOf(part, event);
      }
      return members;
    }
    case FieldKind::kText:
      break;
  }
  const auto is = [&field](std::string_view start) { return field.pattern.starts_with(start); };
  if (is("^[0-9]{4}-[0-9]{2}-[0-9]{2}T")) return "2026-11-22T16:40:00-05:00";
  if (is("^[0-9]{4}")) return "2026-11-22";
  if (is("^P")) return "P1Y";
  if (is("^[0-9a-f]{64}")) return boost::json::value(std::string(64, '0'));
  if (is("^[0-9a-f]{128}")) return boost::json::value(std::string(128, '0'));
  if (is("^[A-Z]{2}")) return "US";
  if (is("^[A-Z]{3}")) return "EUR";
  return "sample";
}

}  // namespace reqledger::tools
