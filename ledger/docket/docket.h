// A docket in memory: all entities that the events given so far are about.
//
// Errors: not_found for a correction of an event that was not given.
// Limits: memory grows with the events; for one matter, its kin, or a test.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"

namespace reqledger::docket {

class Docket final : public EntitySource, public EventSource {
 public:
  explicit Docket(const RuleBook& book) : folder_(book) {}  // `book` outlives it

  // Events in ascending seq.
  base::Result<std::vector<Step>> Add(FoldEvent event);

  const std::map<EntityName, Entity>& entities() const { return entities_; }

  base::Result<Entity*> Find(const EntityName& name) override;
  Entity& Create(Entity entity) override;
  base::Result<FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  const Folder folder_;
  std::map<EntityName, Entity> entities_;
  std::map<std::uint64_t, FoldEvent> events_;
};

}  // namespace reqledger::docket
