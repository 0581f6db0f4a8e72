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

std::string ChoiceInWords(std::string_view choice) {
  std::string words = Printable(choice);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string ListInWords(const boost::json::array& items, const Field* field) {
  const Field* item = field != nullptr && field->parts.size() == 1 ? field->parts.data() : nullptr;
  std::string words;
  for (const value& each : items) {
    if (!words.empty()) words += each.is_object() ? "\n" : ", ";
    words += InWords(each, item);
  }
  return words;
}

std::string GroupInWords(const boost::json::object& members, const Field* field) {
  std::string words;
  const auto add = [&words](std::string_view label, const value& member, const Field* part) {
    if (!words.empty()) words += member.is_object() ? "; " : ", ";
    words += std::string(label) + (member.is_object() ? ": " : " ") + InWords(member, part);
  };
  for (const auto& member : members) {
    const std::string_view name(member.key().data(), member.key().size());
    const Field* part = nullptr;
    if (field != nullptr) {
      const auto found = std::ranges::find(field->parts, name, &Field::name);
      if (found != field->parts.end()) part = &*found;
    }
    add(part != nullptr ? std::string_view(part->title) : name, member.value(), part);
  }
  return words;
}

bool IsCore(std::string_view name) {
  return std::ranges::find(event::kCoreNames, name) != event::kCoreNames.end();
}

}  // namespace

std::string InWords(const value& value, const Field* field) {
  if (value.is_string()) {
    const std::string_view text = TextOf(value);
    if (field != nullptr && field->kind == FieldKind::kChoice) return ChoiceInWords(text);
    if (field != nullptr && field->pattern.starts_with("^[0-9a-f]{")) {
      return Printable(text.substr(0, kDigestShown)) + (text.size() > kDigestShown ? "…" : "");
    }
    return Printable(text);
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
  constexpr std::size_t kMinute = std::string_view("YYYY-MM-DDTHH:MM").size();
  if ((precision == "instant" || precision == "minute") && when.size() > kMinute) {
    const std::size_t offset = when.find_first_of("Z+-", kMinute);
    when = when.substr(0, kMinute) +
           (offset == std::string::npos ? std::string() : " " + when.substr(offset));
    when[when.find('T')] = ' ';
  }
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
