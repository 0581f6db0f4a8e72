#include "ledger/event/occurred_at.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <string_view>

#include "ledger/base/time.h"

namespace reqledger::event {
namespace {

struct Precision {
  std::string_view name;
  bool (*accepts)(std::string_view);
  std::string_view form;
};

bool IsInstant(std::string_view text) { return base::ParseRfc3339(text).has_value(); }
bool IsMinute(std::string_view text) { return base::ParseMinute(text).has_value(); }

constexpr std::string_view kDayForm = "a day of the calendar, YYYY-MM-DD";
constexpr std::array<Precision, 7> kPrecisions = {{
    {"instant", IsInstant, "YYYY-MM-DDTHH:MM:SS with at most 6 further digits, then ±hh:mm or Z"},
    {"minute", IsMinute, "YYYY-MM-DDTHH:MM±hh:mm"},
    {"day", base::IsDate, kDayForm},
    {"on_or_before", base::IsDate, kDayForm},
    {"on_or_after", base::IsDate, kDayForm},
    {"month", base::IsMonth, "YYYY-MM"},
    {"year", base::IsYear, "YYYY"},
}};
constexpr std::string_view kUnknown = "unknown";

std::string_view StringOf(const boost::json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

void CheckValue(std::string_view precision, const boost::json::value* value,
                std::vector<base::Violation>& violations) {
  constexpr auto kPointer = "/occurred_at/value";
  if (precision == kUnknown) {
    if (value != nullptr) {
      violations.push_back({kPointer, "format", "no value where precision is unknown"});
    }
    return;
  }
  const auto known = std::ranges::find(kPrecisions, precision, &Precision::name);
  if (known == kPrecisions.end()) {
    violations.push_back({"/occurred_at/precision", "enum",
                          "one of instant, minute, day, on_or_before, on_or_after, month, year, "
                          "unknown"});
  } else if (value == nullptr) {
    violations.push_back({kPointer, "required", std::string(known->form)});
  } else if (!known->accepts(StringOf(value))) {
    violations.push_back({kPointer, "format", std::string(known->form)});
  }
}

}  // namespace

void CheckOccurredAt(const boost::json::value& value, std::vector<base::Violation>& violations) {
  if (!value.is_object()) {
    violations.push_back({"/occurred_at", "type", "an object of precision and value"});
    return;
  }
  const auto& object = value.get_object();
  for (const auto& member : object) {
    const std::string name(member.key().data(), member.key().size());
    if (name == "precision" || name == "value") continue;
    violations.push_back({"/occurred_at/" + name, "additionalProperties", "precision and value"});
  }
  CheckValue(StringOf(object.if_contains("precision")), object.if_contains("value"), violations);
}

}  // namespace reqledger::event
