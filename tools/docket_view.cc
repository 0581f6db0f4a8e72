#include "tools/docket_view.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <ostream>

#include "tools/json_view.h"
#include "tools/secrecy_view.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

constexpr std::size_t kIndent = 4;
constexpr std::int64_t kSoonMicros = std::int64_t{7} * 86'400 * 1'000'000;

struct Group {
  std::string_view member;
  std::string_view title;
};
constexpr std::array<Group, 3> kGroups = {
    {{"demands", "Demand"}, {"obligations", "Order of secrecy"}, {"challenges", "Challenge"}}};

std::string Numbers(const value& entity, std::string_view member) {
  std::string text;
  for (const value& seq : ItemsAt(entity, member)) {
    if (!text.empty()) text += ", ";
    text += seq.is_int64() ? std::to_string(seq.get_int64()) : std::string("?");
  }
  return text;
}

std::string Words(const value& entity, std::string_view member) {
  std::string text;
  for (const value& word : ItemsAt(entity, member)) {
    text += (text.empty() ? "" : ", ") + Printable(TextOf(word));
  }
  return text;
}

// The words of a list of choices: "legal counsel, necessary to comply".
std::string ChoicesInWords(const value& entity, std::string_view member) {
  std::string text;
  for (const value& word : ItemsAt(entity, member)) {
    text += (text.empty() ? "" : ", ") + Printable(ChoiceInWords(TextOf(word)));
  }
  return text;
}

// Whom one may tell of a demand, all its orders taken together.
void PrintSecrecy(const value& demand, const Terminal& terminal, std::ostream& out) {
  const value* const secrecy = MemberAt(demand, "secrecy");
  if (secrecy == nullptr) return;
  const auto print = [&](std::string_view label, const std::string& text, Style style) {
    PrintLabelled(label, text, kIndent, terminal, style, out);
  };
  const std::string binding = Words(*secrecy, "binding");
  if (binding.empty()) {
    const std::string past = Words(demand, "obligations");
    print("Secrecy", past.empty() ? "none" : "no longer bound by " + past, Style::kPlain);
    return;
  }
  print("Secrecy", "bound by " + binding, Style::kWarn);
  const std::string to = ChoicesInWords(*secrecy, "protected_from");
  print("Not to be told", to.empty() ? "not recorded who" : to, Style::kPlain);
  const std::string permitted = ChoicesInWords(*secrecy, "permitted_recipients");
  print("May be told", permitted.empty() ? "nobody is recorded" : permitted, Style::kPlain);
}

// "2023-00417-N1 to the subscriber: delayed, to be given".
void PrintNotices(const value& demand, const Terminal& terminal, std::ostream& out) {
  const value* const secrecy = MemberAt(demand, "secrecy");
  const bool bound = secrecy != nullptr && !Words(*secrecy, "binding").empty();
  std::string_view label = "Notices";
  for (const value& notice : ItemsAt(demand, "notices")) {
    std::string text = Printable(TextAt(notice, "notice_id"));
    if (const auto to = TextAt(notice, "addressee_class"); !to.empty())
      text += " to the " + Printable(ChoiceInWords(to));
    text += ": " + Printable(ChoiceInWords(TextAt(notice, "status")));
    const bool to_give = TrueAt(notice, "to_give");
    if (to_give) text += bound ? ", waits for the end of secrecy" : ", to be given";
    PrintLabelled(label, text, kIndent, terminal, to_give && !bound ? Style::kWarn : Style::kPlain,
                  out);
    label = "";
  }
}

// "in 3 days, by 2026-12-01 (by law 2026-12-03): Response due *"
std::string DueInWords(const DueItem& item, base::Instant now) {
  std::string text = item.Left(now);
  if (!item.strict_at.empty()) text += ", by " + DueMoment(item.strict_at);
  if (item.legal_at != item.strict_at) text += " (by law " + DueMoment(item.legal_at) + ")";
  return text + ": " + MarkedTitle(item);
}

// What came of a deadline that asks for no more work; empty for what went as it should.
std::string PastInWords(const value& deadline, const DueItem& item) {
  const std::string_view status = TextAt(deadline, "status");
  const bool late = TrueAt(deadline, "late");
  if (status != "missed" && !late) return {};
  std::string text = MarkedTitle(item) + ", due " + DueMoment(item.legal_at);
  text += late ? ", done late" : ", missed";
  if (const auto by = NumberAt(deadline, "closed_by"))
    text += " (entry " + std::to_string(*by) + ")";
  return text;
}

// The end of an obligation is said beside its beginning.
bool IsEndOfTerm(const value& entity, const DueItem& item) {
  const value* const ends = MemberAt(entity, "ends");
  return ends != nullptr && TextAt(*ends, "legal_at") == item.legal_at;
}

void PrintDeadlines(const value& entity, base::Instant now, const Terminal& terminal,
                    std::ostream& out) {
  std::string_view label = "Due";
  for (const value& deadline : ItemsAt(entity, "deadlines")) {
    const DueItem item = DueItemOf(deadline);
    if ((item.status != "open" && !item.suspended) || IsEndOfTerm(entity, item)) continue;
    PrintLabelled(label, DueInWords(item, now), kIndent, terminal, StyleOf(item, now), out);
    label = "";
  }
  label = "Missed or late";
  for (const value& deadline : ItemsAt(entity, "deadlines")) {
    const std::string past = PastInWords(deadline, DueItemOf(deadline));
    if (past.empty()) continue;
    PrintLabelled(label, past, kIndent, terminal, Style::kBad, out);
    label = "";
  }
}

void PrintMeaning(const value& entity, const Terminal& terminal, std::ostream& out) {
  const std::string meaning = Printable(TextAt(entity, "state_meaning"));
  for (const std::string& line : WrapText(meaning, terminal.columns() - kIndent)) {
    out << std::string(kIndent, ' ') << terminal.Styled(Style::kDim, line) << '\n';
  }
}

void PrintEntity(const Group& group, const value& entity, base::Instant now,
                 const Terminal& terminal, std::ostream& out) {
  const bool open = TrueAt(entity, "open");
  std::string state = Printable(TextAt(entity, "state_title"));
  if (state.empty()) state = ChoiceInWords(TextAt(entity, "state"));
  out << terminal.Styled(Style::kBold,
                         std::string(group.title) + " " + Printable(TextAt(entity, "id")))
      << ": " << terminal.Styled(open ? Style::kWarn : Style::kGood, state) << '\n';
  const auto print = [&](std::string_view label, const std::string& text,
                         Style style = Style::kPlain) {
    if (!text.empty()) PrintLabelled(label, text, kIndent, terminal, style, out);
  };
  PrintMeaning(entity, terminal, out);
  print("Kind", Printable(TextAt(entity, "title")) +
                    std::string(TrueAt(entity, "confirmed") ? "" : kNotConfirmed));
  if (group.member == "obligations") PrintTerms(entity, now, kIndent, terminal, out);
  PrintDeadlines(entity, now, terminal, out);
  if (group.member == "demands") PrintSecrecy(entity, terminal, out);
  if (group.member == "demands") PrintNotices(entity, terminal, out);
  print("Not covered", ChoicesInWords(entity, "not_covered"), Style::kWarn);
  print("Production stayed by", Words(entity, "stays"), Style::kWarn);
  if (open) print("Usually next", Words(entity, "expected"));
  for (const value& seq : ItemsAt(entity, "irregular")) {
    print("Irregular",
          "not expected at entry " + std::to_string(seq.is_int64() ? seq.get_int64() : -1),
          Style::kBad);
  }
  print("Corrected by entry", Numbers(entity, "corrections"));
  out << '\n';
}

bool HasUnconfirmed(const value& entity) {
  return !TrueAt(entity, "confirmed") ||
         std::ranges::any_of(ItemsAt(entity, "deadlines"),
                             [](const value& each) { return !TrueAt(each, "confirmed"); });
}

}  // namespace

void PrintFootnotes(bool unconfirmed, bool holidays_unknown, const Terminal& terminal,
                    std::ostream& out) {
  const auto print = [&](std::string_view mark, std::string_view text) {
    out << terminal.Styled(Style::kDim, std::string(mark.substr(1)) + " " + std::string(text))
        << '\n';
  };
  if (unconfirmed) print(kNotConfirmed, "not confirmed by a lawyer");
  if (holidays_unknown) {
    print(kHolidaysNotKnown, "the holidays of those days are not known here: it may be due later");
  }
}

void PrintFootnotes(std::span<const DueItem> items, const Terminal& terminal, std::ostream& out) {
  const auto any = [items](bool DueItem::* is) {
    return std::ranges::any_of(items, [is](const DueItem& item) { return !(item.*is); });
  };
  PrintFootnotes(any(&DueItem::confirmed), any(&DueItem::holidays_known), terminal, out);
}

std::string MarkedTitle(const DueItem& item) {
  std::string title = Printable(item.title);
  if (!item.confirmed) title += kNotConfirmed;
  if (!item.holidays_known) title += kHolidaysNotKnown;
  return title;
}

Style StyleOf(const DueItem& item, base::Instant now) {
  if (item.suspended) return Style::kDim;
  if (item.overdue) return Style::kBad;
  const auto strict = item.times().strict;
  return !strict || strict->micros < now.micros + kSoonMicros ? Style::kWarn : Style::kPlain;
}

void PrintPresent(const value& answer, const Terminal& terminal, std::ostream& out) {
  const base::Instant now = AsOf(answer);
  bool any = false;
  bool unconfirmed = false;
  for (const Group& group : kGroups) {
    for (const value& entity : ItemsAt(answer, group.member)) {
      PrintEntity(group, entity, now, terminal, out);
      any = true;
      unconfirmed = unconfirmed || HasUnconfirmed(entity);
    }
  }
  if (!any) out << "There is no demand, order of secrecy or challenge.\n\n";
  PrintFootnotes(unconfirmed, false, terminal, out);
  if (unconfirmed) out << '\n';
}

std::set<std::int64_t> IrregularSeqs(const value& answer) {
  std::set<std::int64_t> seqs;
  for (const Group& group : kGroups) {
    for (const value& entity : ItemsAt(answer, group.member)) {
      for (const value& seq : ItemsAt(entity, "irregular")) {
        if (seq.is_int64()) seqs.insert(seq.get_int64());
      }
    }
  }
  return seqs;
}

}  // namespace reqledger::tools
