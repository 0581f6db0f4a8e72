#include "tools/secrecy_view.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <ostream>

#include "tools/json_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/time_left.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

const value& Facts(const value& obligation) {
  static const value kNone = boost::json::object();
  const value* const facts = MemberAt(obligation, "facts");
  return facts != nullptr ? *facts : kNone;
}

std::string TermText(const value& obligation, std::string_view name) {
  const value* const term = MemberAt(Facts(obligation), "term");
  return term != nullptr ? Printable(TextAt(*term, name)) : std::string();
}

// Of an order whose end is not computed: what its paper says instead.
std::string NoEndInWords(const value& obligation) {
  const std::string_view duration = TextAt(Facts(obligation), "duration_kind");
  const std::string event = TermText(obligation, "end_event");
  const std::string period = TermText(obligation, "period");
  if (!event.empty()) return "no end by the calendar; ends when: " + event;
  if (!period.empty()) return "not known: " + period + " from a day that is not recorded";
  if (duration.starts_with("fixed_")) return "not known: its end is not recorded";
  return duration.empty() ? "no end" : "no end (" + ChoiceInWords(duration) + ")";
}

std::string SinceInWords(const value& obligation) {
  for (const std::string_view name : {"effective_from", "issued_at"}) {
    const std::string day = TermText(obligation, name);
    if (day.empty()) continue;
    return MomentInWords(day) + (TrueAt(Facts(obligation), "renewed") ? " (renewed)" : "");
  }
  return "not known";
}

std::string ClassesInWords(const value& list) {
  std::string text;
  if (!list.is_array()) return text;
  for (const value& each : list.get_array()) {
    if (!text.empty()) text += ", ";
    text += ChoiceInWords(each.is_string() ? TextOf(each) : TextAt(each, "class"));
    const std::string basis = Printable(TextAt(each, "basis"));
    if (!basis.empty()) text += " (" + basis + ")";
  }
  return text;
}

std::string PermittedInWords(const value& obligation) {
  const value* const permitted = MemberAt(Facts(obligation), "permitted_recipients");
  if (permitted == nullptr) return "not recorded";
  const std::string classes = ClassesInWords(*permitted);
  return classes.empty() ? "nobody" : classes;
}

bool IsLeftOut(const value& obligation, std::string_view recipient_class) {
  return std::ranges::any_of(ItemsAt(obligation, "register_leaves_out"),
                             [&](const value& each) { return TextOf(each) == recipient_class; });
}

}  // namespace

std::string EndInWords(const value& obligation, base::Instant now) {
  const value* const ends = MemberAt(obligation, "ends");
  if (ends == nullptr) return NoEndInWords(obligation);
  const std::string_view legal = TextAt(*ends, "legal_at");
  std::string moment = (IsEndOfDay(legal) ? "the end of " : "") + DueMoment(legal);
  if (!TrueAt(obligation, "running")) return moment;
  const auto at = base::ParseRfc3339(legal);
  return moment + ", " + LeftInWords({.strict = at, .legal = at}, now);
}

void PrintTerms(const value& obligation, base::Instant now, std::size_t indent,
                const Terminal& terminal, std::ostream& out) {
  const auto print = [&](std::string_view label, const std::string& text,
                         Style style = Style::kPlain) {
    PrintLabelled(label, text, indent, terminal, style, out);
  };
  const bool binds = TrueAt(obligation, "binds");
  print("Since", SinceInWords(obligation));
  print(TrueAt(obligation, "running") ? "Until" : "Its term ran to", EndInWords(obligation, now),
        binds ? Style::kWarn : Style::kPlain);
  if (const value* const ends = MemberAt(obligation, "ends");
      ends != nullptr && MemberAt(*ends, "longer_than") != nullptr) {
    print("",
          "Longer than the law of its kind allows: " + Printable(TextAt(*ends, "longer_than")) +
              std::string(TrueAt(*ends, "confirmed") ? "." : ". *"),
          Style::kBad);
  }
  if (binds && !TrueAt(obligation, "running")) {
    print("", "It still binds: nobody else is told before the release is cleared.", Style::kBad);
  }
  if (binds) print("May be told", PermittedInWords(obligation));
}

void PrintRegister(const value& obligation, std::size_t indent, const Terminal& terminal,
                   std::ostream& out) {
  const std::string margin(indent, ' ');
  Table table({{margin + "Told"}, {"Who"}, {"Of the duty"}, {"Entry"}});
  bool any = false;
  for (const value& line : ItemsAt(obligation, "told")) {
    if (IsLeftOut(obligation, TextAt(line, "class"))) continue;
    const value* const told_at = MemberAt(line, "told_at");
    table.Add({margin + (told_at != nullptr ? OccurredInWords(*told_at) : std::string()),
               ChoiceInWords(TextAt(line, "class")), TrueAt(line, "told_of_duty") ? "yes" : "NO",
               std::to_string(NumberAt(line, "seq").value_or(-1))});
    any = true;
  }
  if (any) {
    table.Print(terminal, out);
  } else {
    out << margin << "Nobody is in the register of those who were told.\n";
  }
  const value* const left_out = MemberAt(obligation, "register_leaves_out");
  const std::string classes = left_out != nullptr ? ClassesInWords(*left_out) : std::string();
  if (classes.empty()) return;
  out << margin
      << "Left out, told or not, as the law of this order lets the register do: " << classes
      << ".\n";
}

value WithoutLeftOut(value obligation) {
  value* const told =
      obligation.is_object() ? obligation.get_object().if_contains("told") : nullptr;
  if (told == nullptr || !told->is_array()) return obligation;
  boost::json::array kept;
  for (const value& line : told->get_array()) {
    if (!IsLeftOut(obligation, TextAt(line, "class"))) kept.push_back(line);
  }
  *told = std::move(kept);
  return obligation;
}

}  // namespace reqledger::tools
