#include "ledger/docket/guard.h"

#include <algorithm>
#include <utility>

namespace reqledger::docket {
namespace {

constexpr std::string_view kSubject = "subject.";
constexpr std::size_t kGuardBytesMax = 2048;  // every event is held against it

bool IsWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '-';
  });
}

bool IsPath(std::string_view text) {
  bool begin = true;  // of a name
  for (const char c : text) {
    if (begin && (c < 'a' || c > 'z')) return false;
    begin = c == '.';
    if (!begin && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) return false;
  }
  return !begin;
}

std::vector<std::string_view> Split(std::string_view text, std::string_view by) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(by); end != std::string_view::npos; end = text.find(by)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + by.size());
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

base::Result<Guard> Guard::Parse(std::string_view text) {
  if (text.size() > kGuardBytesMax) {
    return base::Fail(
        base::Code::kInvalidArgument,
        "a guard of at most " + std::to_string(kGuardBytesMax) + " bytes is expected");
  }
  Guard guard;
  for (const std::string_view part : Split(text, " and ")) {
    ASSIGN_OR_RETURN(Term term, ParseTerm(part));
    guard.terms_.push_back(std::move(term));
  }
  return guard;
}

base::Result<Guard::Term> Guard::ParseTerm(std::string_view text) {
  const auto refuse = [&] {
    return base::Fail(base::Code::kInvalidArgument, "not a guard: " + std::string(text));
  };
  Term term;
  std::string_view path = text;
  std::vector<std::string_view> words;
  if (const auto in = text.find(" in ("); in != std::string_view::npos) {
    if (!text.ends_with(')')) return refuse();
    path = text.substr(0, in);
    words = Split(text.substr(in + 5, text.size() - in - 6), ", ");
  } else if (const auto differs = text.find(" != "); differs != std::string_view::npos) {
    path = text.substr(0, differs);
    words = {text.substr(differs + 4)};
    term.positive = false;
  } else if (const auto equals = text.find(" = "); equals != std::string_view::npos) {
    path = text.substr(0, equals);
    words = {text.substr(equals + 3)};
  } else if (text.starts_with("not ")) {
    path = text.substr(4);
    term.positive = false;
  }
  if (!std::ranges::all_of(words, IsWord)) return refuse();
  term.of_subject = path.starts_with(kSubject);
  if (term.of_subject) path.remove_prefix(kSubject.size());
  if (!IsPath(path)) return refuse();
  term.path = path;
  term.words.assign(words.begin(), words.end());
  return term;
}

bool Guard::Holds(const Members& event, const Members& subject) const {
  return std::ranges::all_of(terms_, [&](const Term& term) {
    const auto value = ValueAt(term.of_subject ? subject : event, term.path);
    const bool there =
        value && (term.words.empty() ? *value != "false"
                                     : std::ranges::find(term.words, *value) != term.words.end());
    return there == term.positive;
  });
}

}  // namespace reqledger::docket
