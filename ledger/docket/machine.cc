#include "ledger/docket/machine.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "ledger/docket/data_file.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

constexpr std::string_view kAnyState = "*";
constexpr std::string_view kSameState = "=";
constexpr std::string_view kPreviousState = "previous";

using Words = std::set<std::string, std::less<>>;

base::Result<Words> WordsOf(const Fields& fields, std::string_view name) {
  ASSIGN_OR_RETURN(const std::vector<std::string> texts, fields.Texts(name));
  return Words(texts.begin(), texts.end());
}

base::Result<std::vector<Guard>> GuardsOf(const Fields& fields, std::string_view name) {
  std::vector<Guard> guards;
  ASSIGN_OR_RETURN(const std::vector<std::string> texts, fields.Texts(name));
  for (const std::string& text : texts) {
    auto guard = Guard::Parse(text);
    if (!guard) return base::Fail(fields.Wrong(name, guard.error().message));
    guards.push_back(*std::move(guard));
  }
  return guards;
}

}  // namespace

base::Result<Machine> Machine::Parse(const Fields& fields) {
  Machine machine;
  ASSIGN_OR_RETURN(machine.entity_, fields.Text("entity"));
  ASSIGN_OR_RETURN(machine.noun_, fields.TextOr("noun", machine.entity_));
  RETURN_IF_ERROR(machine.ParseStates(fields));
  RETURN_IF_ERROR(machine.ParseTransitions(fields));
  RETURN_IF_ERROR(machine.ParseFacts(fields));
  RETURN_IF_ERROR(machine.ParseNotices(fields));
  ASSIGN_OR_RETURN(machine.stays_, GuardsOf(fields, "stays_production"));
  ASSIGN_OR_RETURN(machine.stops_, GuardsOf(fields, "stops_production"));
  return machine;
}

base::Result<void> Machine::ParseStates(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::vector<Fields> states, fields.Objects("states"));
  for (const Fields& each : states) {
    State state;
    ASSIGN_OR_RETURN(state.name, each.Text("state"));
    ASSIGN_OR_RETURN(state.title, each.Text("title"));
    ASSIGN_OR_RETURN(state.meaning, each.TextOr("meaning", ""));
    ASSIGN_OR_RETURN(state.open, each.FlagOr("open", false));
    const std::string name = state.name;
    if (!states_.emplace(name, std::move(state)).second) {
      return base::Fail(each.Wrong("state", "each state stands once"));
    }
  }
  ASSIGN_OR_RETURN(terminal_, WordsOf(fields, "terminal"));
  ASSIGN_OR_RETURN(binding_, WordsOf(fields, "binding"));
  ASSIGN_OR_RETURN(running_, WordsOf(fields, "running"));
  for (const Words* const words : {&terminal_, &binding_, &running_}) {
    for (const std::string& word : *words) {
      if (!states_.contains(word))
        return base::Fail(fields.Wrong("states", "there is no state " + word));
    }
  }
  return {};
}

base::Result<void> Machine::ParseTransitions(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects("transitions"));
  for (const Fields& row : rows) {
    ASSIGN_OR_RETURN(const std::string type, row.Text("type"));
    Transition transition;
    ASSIGN_OR_RETURN(transition.from, WordsOf(row, "from"));
    ASSIGN_OR_RETURN(transition.guard, row.GuardOr("if"));
    ASSIGN_OR_RETURN(transition.to, row.Text("to"));
    for (const std::string& from : transition.from) {
      if (from != kNoState && from != kAnyState && !states_.contains(from)) {
        return base::Fail(row.Wrong("from", "there is no state " + from));
      }
    }
    if (transition.to != kSameState && transition.to != kPreviousState &&
        !states_.contains(transition.to)) {
      return base::Fail(row.Wrong("to", "there is no state " + transition.to));
    }
    transitions_[type].push_back(std::move(transition));
  }
  return {};
}

base::Result<void> Machine::ParseFacts(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::vector<Fields> keeps, fields.Objects("keeps"));
  for (const Fields& row : keeps) {
    ASSIGN_OR_RETURN(const std::string type, row.Text("type"));
    ASSIGN_OR_RETURN(const Words members, WordsOf(row, "members"));
    keeps_[type].insert(members.begin(), members.end());
  }
  ASSIGN_OR_RETURN(const std::vector<Fields> sets, fields.Objects("sets"));
  for (const Fields& row : sets) {
    ASSIGN_OR_RETURN(const std::string type, row.Text("type"));
    FactRule rule;
    ASSIGN_OR_RETURN(rule.guard, row.GuardOr("if"));
    ASSIGN_OR_RETURN(rule.fact, row.Text("fact"));
    const auto* const value = row.Find("value");
    if (value == nullptr) return base::Fail(row.Wrong("value", "a value is expected"));
    rule.value = event::Canonical(*value);
    sets_[type].push_back(std::move(rule));
  }
  return {};
}

base::Result<void> Machine::ParseNotices(const Fields& fields) {
  const auto* const value = fields.Find("notices");
  if (value == nullptr) return {};
  ASSIGN_OR_RETURN(const Fields notices, Fields::Of(*value, "/notices"));
  ASSIGN_OR_RETURN(notices_.types, WordsOf(notices, "types"));
  ASSIGN_OR_RETURN(notices_.members, WordsOf(notices, "members"));
  ASSIGN_OR_RETURN(notices_.owed, GuardsOf(notices, "owed"));
  return {};
}

const State* Machine::FindState(std::string_view name) const {
  const auto found = states_.find(name);
  return found == states_.end() ? nullptr : &found->second;
}

bool Machine::Fits(const Transition& transition, std::string_view state) const {
  if (transition.from.contains(state)) return true;
  return transition.from.contains(kAnyState) && state != kNoState && !IsTerminal(state);
}

std::optional<std::string> Machine::Step(std::string_view type, From from, const Members& event,
                                         const Members& subject) const {
  const auto rows = transitions_.find(type);
  if (rows == transitions_.end()) return std::nullopt;
  for (const Transition& row : rows->second) {
    if (!Fits(row, from.state) || !row.guard.Holds(event, subject)) continue;
    if (row.to == kSameState) return std::string(from.state);
    if (row.to == kPreviousState) return std::string(from.previous);
    return row.to;
  }
  return std::nullopt;
}

std::vector<std::string> Machine::ExpectedTypes(std::string_view state) const {
  std::vector<std::string> types;
  for (const auto& [type, rows] : transitions_) {
    if (std::ranges::any_of(rows, [&](const Transition& row) { return Fits(row, state); })) {
      types.push_back(type);
    }
  }
  return types;
}

void Machine::Keep(std::string_view type, const Members& event, Members& facts) const {
  if (const auto kept = keeps_.find(type); kept != keeps_.end()) {
    for (const std::string& name : kept->second) {
      if (const auto member = event.find(name); member != event.end()) {
        facts.insert_or_assign(name, member->second);
      }
    }
  }
  if (const auto rules = sets_.find(type); rules != sets_.end()) {
    for (const FactRule& rule : rules->second) {
      if (rule.guard.Holds(event, facts)) facts.insert_or_assign(rule.fact, rule.value);
    }
  }
}

bool Machine::StaysProduction(std::string_view state, const Members& facts) const {
  Members subject = facts;
  subject.insert_or_assign("state", event::CanonicalString(state));
  const auto holds = [&](const Guard& guard) { return guard.Holds({}, subject); };
  if (std::ranges::any_of(stops_, holds)) return true;
  const State* const found = FindState(state);
  return found != nullptr && found->open && std::ranges::any_of(stays_, holds);
}

}  // namespace reqledger::docket
