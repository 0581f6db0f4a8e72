// The fold: how one event after another makes the docket. It judges and never refuses: what a
// machine does not expect is marked irregular, and stands.
//
// Errors: as the sources that it reads from; its own are none. After one, what the event is about
// may be folded in part.
// Threads: a Folder may be used by many threads at once, each with sources of its own.
// Source: docs/docket.md; schemas/rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"

namespace reqledger::docket {

// What members of an event identify, by their names.
using Identifiers = std::map<std::string, event::Identifier, std::less<>>;
Identifiers IdentifiersUnder(const event::Schema& schema);

// An identifier in an event.
struct Subject {
  EntityName name;
  bool defines = false;
  std::string member;  // where it stands
};

// An event as the docket reads it.
struct FoldEvent {
  std::uint64_t seq = 0;
  std::string type;
  std::string matter;
  std::string occurred_at;  // canonical JSON
  base::Instant recorded_at;
  Members members;
  std::vector<Subject> subjects;
  Identifiers identifiers;  // a correction may change who is named
};
FoldEvent MakeFoldEvent(const event::Event& event, Identifiers identifiers, std::uint64_t seq,
                        base::Instant recorded_at);
FoldEvent MakeFoldEvent(const event::Event& event, const event::Schema& schema, std::uint64_t seq,
                        base::Instant recorded_at);

// Where entities come from and go to. Pointers stay good until the source goes.
class EntitySource {
 public:
  virtual ~EntitySource() = default;
  // Null where there is none, or where it is not this source's business.
  virtual base::Result<Entity*> Find(const EntityName& name) = 0;
  virtual Entity& Create(Entity entity) = 0;
  // Asked before work that grows with what is there already: one who folds what a stranger wrote
  // may refuse to go on. A step is a fraction of a microsecond, kStepsToRead of them an event read
  // again.
  virtual base::Result<void> Spend(std::uint64_t /*steps*/) { return {}; }
};
inline constexpr std::uint64_t kStepsToRead = 1000;

// Earlier events, which a correction makes the fold read again.
class EventSource {
 public:
  virtual ~EventSource() = default;
  virtual base::Result<FoldEvent> EventAt(std::uint64_t seq) = 0;
};

// What an event did to the entity that it is about.
struct Step {
  EntityName name;
  std::string from;
  std::string to;
  bool regular = true;
};

class Folder {
 public:
  explicit Folder(const RuleBook& book) : book_(book) {}  // `book` outlives it

  base::Result<std::vector<Step>> Apply(const FoldEvent& event, EntitySource& entities,
                                        EventSource& events) const;

  const RuleBook& book() const { return book_; }

 private:
  base::Result<std::vector<Step>> ApplyPlain(const FoldEvent& event, EntitySource& entities) const;
  base::Result<std::vector<Step>> ApplyCorrection(const FoldEvent& correction,
                                                  EntitySource& entities,
                                                  EventSource& events) const;
  std::optional<Step> TakeStep(const FoldEvent& event, Entity& entity) const;
  base::Result<void> SpreadObligation(const Entity& obligation, EntitySource& entities) const;
  base::Result<void> SpreadStay(const FoldEvent& event, const Entity& challenge,
                                EntitySource& entities) const;

  const RuleBook& book_;
};

}  // namespace reqledger::docket
