// State machines as data: how one kind of entity lives.
//
// Source: schemas/rules/machines.v*.json; schemas/README.md "Rules".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/guard.h"

namespace reqledger::docket {

class Fields;

// The state of an entity that no event has brought into being.
inline constexpr std::string_view kNoState = "none";

struct State {
  std::string name;
  std::string title;
  std::string meaning;
  bool open = false;  // it still asks for work
};

// A fact that an event of a type sets, beside the members that are kept.
struct FactRule {
  Guard guard;
  std::string fact;
  std::string value;  // canonical JSON
};

// What is kept of the notices about a demand, and which of them are still to be given.
struct NoticeRules {
  std::set<std::string, std::less<>> types;
  std::set<std::string, std::less<>> members;
  std::vector<Guard> owed;  // read the facts of the notice
};

class Machine {
 public:
  static base::Result<Machine> Parse(const Fields& fields);

  const std::string& entity() const { return entity_; }
  // What people call one: "order of secrecy".
  const std::string& noun() const { return noun_; }
  const State* FindState(std::string_view name) const;
  bool IsTerminal(std::string_view state) const { return terminal_.contains(state); }
  bool IsBinding(std::string_view state) const { return binding_.contains(state); }
  bool IsRunning(std::string_view state) const { return running_.contains(state); }

  // Whether some row is about events of `type`.
  bool Lists(std::string_view type) const { return transitions_.contains(type); }
  // Where an event of `type` leads; nothing where no row fits. `previous` is the state before the
  // last change.
  struct From {
    std::string_view state;
    std::string_view previous;
  };
  std::optional<std::string> Step(std::string_view type, From from, const Members& event,
                                  const Members& subject) const;
  // The types that the machine expects of an entity in `state`, in byte order.
  std::vector<std::string> ExpectedTypes(std::string_view state) const;

  // What an event of `type` leaves behind in the facts of its subject.
  void Keep(std::string_view type, const Members& event, Members& facts) const;

  const NoticeRules& notices() const { return notices_; }

  // Whether production of what it challenges stands still; the guards read the state as
  // `subject.state`.
  bool StaysProduction(std::string_view state, const Members& facts) const;

 private:
  struct Transition {
    std::set<std::string, std::less<>> from;
    Guard guard;
    std::string to;
  };
  base::Result<void> ParseStates(const Fields& fields);
  base::Result<void> ParseTransitions(const Fields& fields);
  base::Result<void> ParseFacts(const Fields& fields);
  base::Result<void> ParseNotices(const Fields& fields);
  bool Fits(const Transition& transition, std::string_view state) const;

  std::string entity_;
  std::string noun_;
  std::map<std::string, State, std::less<>> states_;
  std::set<std::string, std::less<>> terminal_;
  std::set<std::string, std::less<>> binding_;
  std::set<std::string, std::less<>> running_;
  std::map<std::string, std::vector<Transition>, std::less<>> transitions_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> keeps_;
  std::map<std::string, std::vector<FactRule>, std::less<>> sets_;
  std::vector<Guard> stays_;
  std::vector<Guard> stops_;
  NoticeRules notices_;
};

}  // namespace reqledger::docket
