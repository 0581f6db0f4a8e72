#include "tools/wording.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <ostream>

#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

constexpr std::size_t kDigestShown = 16;  // enough to tell two apart by eye

std::string ListInWords(const boost::json::array& items, const Field* field) {
  const Field* item = field != nullptr && field->parts.size() == 1 ? field->parts.data() : nullptr;
  std::string words;
  for (const value& each : items) {
    if (!words.empty()) words += each.is_object() ? "\n" : ", ";
    words += InWords(each, item);
  }
  return words;
}

// Members in the order of the form, those that it has not behind them; groups on lines of their
// own.
std::string GroupInWords(const boost::json::object& members, const Field* field) {
  std::string words;
  const auto add = [&](std::string_view label, const value& member, const Field* part) {
    if (!words.empty()) words += member.is_object() ? "\n" : "; ";
    // "Court: D. Example", not "Court: Court: D. Example".
    if (field == nullptr || label != field->title) words += std::string(label) + ": ";
    words += InWords(member, part);
  };
  const std::vector<Field> none;
  const std::vector<Field>& parts = field != nullptr ? field->parts : none;
  for (const Field& part : parts) {
    if (const value* member = members.if_contains(part.name)) add(part.title, *member, &part);
  }
  for (const auto& member : members) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(parts, name, &Field::name) == parts.end()) {
      add(Printable(name), member.value(), nullptr);
    }
  }
  return words;
}

std::string TextInWords(std::string_view text, const Field& field) {
  if (const auto title = field.titles.find(std::string(text)); title != field.titles.end())
    return Printable(title->second);
  if (field.kind == FieldKind::kChoice) return ChoiceInWords(text);
  if (field.pattern.starts_with("^[0-9a-f]{") && text.size() > kDigestShown) {
    return Printable(text.substr(0, kDigestShown)) + "…";
  }
  if (field.pattern.starts_with("^[0-9]{4}-")) return MomentInWords(Printable(text));
  return Printable(text);
}

bool IsCore(std::string_view name) {
  return std::ranges::find(event::kCoreNames, name) != event::kCoreNames.end();
}

}  // namespace

std::string MomentInWords(std::string text) {
  constexpr std::size_t kDay = std::string_view("YYYY-MM-DD").size();
  constexpr std::size_t kMinute = std::string_view("YYYY-MM-DDTHH:MM").size();
  if (text.size() <= kMinute || text[kDay] != 'T') return text;
  const std::size_t offset = std::min(text.find_first_of("Z+-", kMinute), text.size());
  return text.substr(0, kDay) + " " + text.substr(kDay + 1, kMinute - kDay - 1) + " " +
         text.substr(offset);
}

std::string ChoiceInWords(std::string_view choice) {
  std::string words = Printable(choice);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string InWords(const value& value, const Field* field) {
  if (value.is_string()) {
    return field != nullptr ? TextInWords(TextOf(value), *field) : Printable(TextOf(value));
  }
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  if (value.is_array()) return ListInWords(value.get_array(), field);
  if (value.is_object()) return GroupInWords(value.get_object(), field);
  return event::Canonical(value);
}

std::string OccurredInWords(const value& occurred_at) {
  const std::string_view precision = TextAt(occurred_at, "precision");
  std::string when = Printable(TextAt(occurred_at, "value"));
  if (precision == "unknown") return "not known";
  if (precision == "on_or_before") return "by " + when;
  if (precision == "on_or_after") return "from " + when;
  if (precision == "instant" || precision == "minute") return MomentInWords(std::move(when));
  return when;
}

std::string RecordedInWords(std::string_view recorded_at) {
  std::string text =
      Printable(recorded_at.substr(0, std::min<std::size_t>(16, recorded_at.size())));
  std::ranges::replace(text, 'T', ' ');
  return text;
}

void PrintMembers(const boost::json::object& members, const Form* form, std::size_t indent,
                  const Terminal& terminal, std::ostream& out) {
  const auto print = [&](std::string_view label, const value& member, const Field* field) {
    const bool secret = field != nullptr && field->secrecy;
    PrintLabelled(label, InWords(member, field), indent, terminal,
                  secret ? Style::kWarn : Style::kPlain, out);
  };
  if (form != nullptr) {
    for (const Field& field : form->fields) {
      if (const value* member = members.if_contains(field.name))
        print(field.title, *member, &field);
    }
  }
  for (const auto& member : members) {
    const std::string_view name(member.key().data(), member.key().size());
    if (IsCore(name) || (form != nullptr && form->Find(name) != nullptr)) continue;
    print(name, member.value(), nullptr);
  }
}

}  // namespace reqledger::tools
