#include "tools/asker.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <istream>
#include <numeric>
#include <ostream>

#include "ledger/base/cursor.h"
#include "ledger/base/utf8.h"
#include "ledger/event/json.h"
#include "ledger/event/schema_explain.h"
#include "tools/exit_status.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

std::string Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string TitleOf(const Field& field, const std::string& choice) {
  const auto title = field.titles.find(choice);
  return title == field.titles.end() ? std::string() : title->second;
}

// The places of the choices that `typed` may mean: one by its number, from 1, or by its name, with
// spaces for underscores if one likes; else all in whose name or title it stands.
std::vector<std::size_t> ChoicesMeant(const Field& field, const std::string& typed) {
  const auto number = base::ParseDecimal(typed);
  if (number && *number >= 1 && *number <= field.choices.size()) return {*number - 1};
  std::string word = Lower(typed);
  const std::string words = word;
  std::ranges::replace(word, ' ', '_');
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    const std::string& choice = field.choices[i];
    if (choice == word) return {i};
    if (choice.find(word) != std::string::npos ||
        Lower(TitleOf(field, choice)).find(words) != std::string::npos)
      places.push_back(i);
  }
  return places;
}

// At a prompt: leaves out this optional member, and all optional ones that follow.
constexpr std::string_view kNoMore = ".";

std::optional<bool> YesOrNo(std::string_view typed) {
  if (typed == "y" || typed == "yes" || typed == "true") return true;
  if (typed == "n" || typed == "no" || typed == "false") return false;
  return std::nullopt;
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    if (const std::string part = Trim(text.substr(start, end - start)); !part.empty()) {
      parts.push_back(part);
    }
    start = end + 1;
  }
  return parts;
}

}  // namespace

void Asker::Say(std::string_view text, Style style, std::size_t depth) {
  const std::size_t indent = 2 * depth;
  for (const std::string& line : WrapText(text, terminal_.columns() - indent)) {
    out_ << std::string(indent, ' ') << terminal_.Styled(style, line) << '\n';
  }
}

base::Result<std::string> Asker::Line(std::string_view prompt) {
  out_ << prompt << std::flush;
  std::string line;
  if (!std::getline(in_, line)) {
    out_ << '\n';
    return FailUsage("the answers ended; nothing was recorded");
  }
  return Trim(line);
}

base::Result<bool> Asker::YesNo(std::string_view question, bool on_enter) {
  for (;;) {
    ASSIGN_OR_RETURN(const std::string typed,
                     Line(std::string(question) + (on_enter ? " [Y/n]: " : " [y/N]: ")));
    if (typed.empty()) return on_enter;
    if (typed == kNoMore && !on_enter) return !IsLeftOut(typed, false);
    if (const auto said = YesOrNo(typed)) return *said;
    Say("Please say y or n.", Style::kBad);
  }
}

void Asker::ListChoices(const Field& field, const std::vector<std::size_t>& places,
                        std::size_t depth) {
  const auto text_of = [&](std::size_t place) {
    const std::string& choice = field.choices[place];
    const std::string title = TitleOf(field, choice);
    return PadLeft(std::to_string(place + 1), 3) + " " + (title.empty() ? choice : title);
  };
  std::size_t cell = 0;
  for (const std::size_t place : places) cell = std::max(cell, DisplayWidth(text_of(place)) + 2);
  const std::size_t per_line = std::max<std::size_t>(1, (terminal_.columns() - 2 * depth) / cell);
  const std::size_t lines = (places.size() + per_line - 1) / per_line;
  for (std::size_t line = 0; line < lines; ++line) {
    std::string text(2 * depth, ' ');
    for (std::size_t i = line; i < places.size(); i += lines)
      text += PadRight(text_of(places[i]), cell);
    out_ << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
  }
}

void Asker::ListChoices(const Field& field, std::size_t depth) {
  std::vector<std::size_t> all(field.choices.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (!all.empty()) ListChoices(field, all, depth);
}

// The choice that was meant; where it could be several, they are listed.
std::optional<std::string> Asker::ReadChoice(const Field& field, const std::string& typed,
                                             std::size_t depth) {
  const std::vector<std::size_t> meant = ChoicesMeant(field, typed);
  if (meant.size() == 1) {
    const std::string& choice = field.choices[meant.front()];
    if (choice != typed)
      Say(TitleOf(field, choice).empty() ? choice : TitleOf(field, choice) + " (" + choice + ")",
          Style::kDim, depth);
    return choice;
  }
  if (meant.empty()) {
    Say("Not so: a number or a word of the list (enum).", Style::kBad, depth);
    return std::nullopt;
  }
  Say("More than one is like that; which?", Style::kBad, depth);
  ListChoices(field, meant, depth);
  return std::nullopt;
}

void Asker::Describe(const Field& field, bool required, std::size_t depth) {
  if (depth == 0) out_ << '\n';
  std::string head = field.title + (required ? " (required)" : "");
  out_ << std::string(2 * depth, ' ') << terminal_.Styled(Style::kBold, head);
  const bool shown = field.description.find("such as") != std::string::npos;
  if (const std::string hint = FormatHint(field); !hint.empty() && !shown) {
    out_ << terminal_.Styled(Style::kDim, ", " + hint);
  }
  out_ << '\n';
  if (!field.description.empty()) Say(field.description, Style::kDim, depth);
}

std::string Asker::SuggestionFor(const Field& field, bool required) const {
  if (field.entity.empty()) return {};
  if (field.defines) return known_.Suggest(field.entity);
  // An optional reference left out with Enter must stay out.
  const auto& known = known_.Of(field.entity);
  return required && !known.empty() ? known.back() : std::string();
}

std::string Asker::Prompt(const Field& field, bool required, std::string_view suggestion,
                          std::size_t depth) const {
  std::string prompt(2 * depth, ' ');
  prompt += field.name.empty() ? "next" : field.name;
  if (!suggestion.empty()) prompt += " [" + std::string(suggestion) + "]";
  if (!required && suggestion.empty())
    prompt += terminal_.Styled(Style::kDim, " (Enter: leave out)");
  return prompt + ": ";
}

bool Asker::Obeys(const Field& field, const value& answer, std::size_t depth) {
  const auto schema =
      event::ParseStrict(field.json, event::Names::kAny, 32);  // as deep as a schema file may be
  if (!schema || !schema->is_object()) return true;
  const auto violations = event::ExplainViolations(schema->get_object(), answer);
  for (const base::Violation& violation : violations) {
    Say("Not so: " + violation.expected + " (" + violation.rule + ").", Style::kBad, depth);
  }
  return violations.empty();
}

std::optional<value> Asker::Read(const Field& field, const std::string& typed, std::size_t depth) {
  if (!base::IsUtf8(typed)) {
    Say("Not so: the text is not UTF-8.", Style::kBad, depth);
    return std::nullopt;
  }
  value answer;
  switch (field.kind) {
    case FieldKind::kNumber: {
      const bool negative = typed.starts_with('-');
      const auto number = base::ParseDecimal(std::string_view(typed).substr(negative ? 1 : 0));
      if (!number) {
        Say("Not so: a whole number.", Style::kBad, depth);
        return std::nullopt;
      }
      answer = static_cast<std::int64_t>(*number) * (negative ? -1 : 1);
      break;
    }
    case FieldKind::kYesNo:
      if (const auto said = YesOrNo(typed)) return value(*said);
      Say("Not so: y or n.", Style::kBad, depth);
      return std::nullopt;
    case FieldKind::kChoice:
      if (const auto choice = ReadChoice(field, typed, depth)) return value(*choice);
      return std::nullopt;
    case FieldKind::kText:
    case FieldKind::kGroup:
    case FieldKind::kList:
      answer = field.pattern.starts_with("^[0-9]{4}-[0-9]{2}-[0-9]{2}T") ? MomentOf(typed, clock_)
               : field.pattern.starts_with("^[0-9]{4}-")                 ? DayOf(typed, clock_)
                                                                         : typed;
      break;
  }
  if (!Obeys(field, answer, depth)) return std::nullopt;
  return answer;
}

Asker::Answer Asker::AskScalar(const Field& field, bool required, std::size_t depth) {
  Describe(field, required, depth);
  ListChoices(field, depth);
  const std::string suggestion = SuggestionFor(field, required);
  for (;;) {
    ASSIGN_OR_RETURN(std::string typed, Line(Prompt(field, required, suggestion, depth)));
    if (typed.empty()) typed = suggestion;
    if (IsLeftOut(typed, required)) return std::nullopt;
    if (typed.empty()) {
      Say("This one is required.", Style::kBad, depth);
      continue;
    }
    if (auto answer = Read(field, typed, depth)) return answer;
  }
}

Asker::Answer Asker::AskParts(const Field& field, bool any_required, std::size_t depth) {
  boost::json::object members;
  for (const Field& part : field.parts) {
    ASSIGN_OR_RETURN(auto answer, Ask(part, part.required, depth));
    if (answer) members[part.name] = std::move(*answer);
  }
  if (members.empty() && !any_required) return std::nullopt;
  return value(std::move(members));
}

Asker::Answer Asker::AskGroup(const Field& field, bool required, std::size_t depth) {
  Describe(field, required, depth);
  if (!required) {
    ASSIGN_OR_RETURN(const bool wanted,
                     YesNo(std::string(2 * depth, ' ') + "Fill in " + field.name + "?", false));
    if (!wanted) return std::nullopt;
  }
  return AskParts(field, required, depth + 1);
}

Asker::Answer Asker::AskListOfGroups(const Field& field, bool required, std::size_t depth) {
  Describe(field, required, depth);
  boost::json::array items;
  for (;;) {
    const bool must = required && items.empty();
    if (!must) {
      ASSIGN_OR_RETURN(
          const bool another,
          YesNo(std::string(2 * depth, ' ') + "Add one" + (items.empty() ? "?" : " more?"), false));
      if (!another) break;
    }
    ASSIGN_OR_RETURN(auto item, AskParts(field.parts.front(), false, depth + 1));
    if (item) items.push_back(std::move(*item));
  }
  if (items.empty()) return std::nullopt;
  return value(std::move(items));
}

// Free texts may hold commas: one a line.
Asker::Answer Asker::AskTexts(const Field& field, bool required, std::size_t depth) {
  Say("One a line; Enter ends.", Style::kDim, depth);
  boost::json::array items;
  for (;;) {
    ASSIGN_OR_RETURN(const std::string typed,
                     Line(std::string(2 * depth, ' ') + field.name + ": "));
    if (IsLeftOut(typed, required && items.empty())) break;
    if (typed.empty()) {
      Say("One at least is required.", Style::kBad, depth);
    } else if (auto answer = Read(field.parts.front(), typed, depth)) {
      items.push_back(std::move(*answer));
    }
  }
  if (items.empty()) return std::nullopt;
  return value(std::move(items));
}

Asker::Answer Asker::AskList(const Field& field, bool required, std::size_t depth) {
  const Field& item = field.parts.front();
  if (item.kind == FieldKind::kGroup) return AskListOfGroups(field, required, depth);
  Describe(field, required, depth);
  if (item.kind == FieldKind::kText && item.pattern.empty())
    return AskTexts(field, required, depth);
  ListChoices(item, depth);
  Say("One or more, with commas between.", Style::kDim, depth);
  const std::string suggestion = SuggestionFor(field, required);
  for (;;) {
    ASSIGN_OR_RETURN(std::string typed, Line(Prompt(field, required, suggestion, depth)));
    if (typed.empty()) typed = suggestion;
    if (IsLeftOut(typed, required)) return std::nullopt;
    boost::json::array items;
    bool good = true;
    for (const std::string& part : SplitAtCommas(typed)) {
      auto answer = Read(item, part, depth);
      good = good && answer.has_value();
      if (answer) items.push_back(std::move(*answer));
    }
    if (good && items.empty()) Say("This one is required.", Style::kBad, depth);
    if (!good || items.empty()) continue;
    value list(std::move(items));
    if (Obeys(field, list, depth)) return list;
  }
}

bool Asker::IsLeftOut(std::string_view typed, bool required) {
  if (required) return false;
  no_more_ = no_more_ || typed == kNoMore;
  return typed.empty() || no_more_;
}

Asker::Answer Asker::Ask(const Field& field, bool required, std::size_t depth) {
  if (!required && no_more_) return std::nullopt;
  if (field.kind == FieldKind::kGroup) return AskGroup(field, required, depth);
  if (field.kind == FieldKind::kList) return AskList(field, required, depth);
  return AskScalar(field, required, depth);
}

}  // namespace reqledger::tools
