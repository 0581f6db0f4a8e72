#include "ledger/docket/docket.h"

#include <string>

namespace reqledger::docket {

base::Result<std::vector<Step>> Docket::Add(FoldEvent event) {
  ASSIGN_OR_RETURN(std::vector<Step> steps, folder_.Apply(event, *this, *this));
  events_.emplace(event.seq, std::move(event));
  return steps;
}

base::Result<Entity*> Docket::Find(const EntityName& name) {
  const auto found = entities_.find(name);
  return found == entities_.end() ? nullptr : &found->second;
}

Entity& Docket::Create(Entity entity) {
  const EntityName name = entity.name;
  return entities_.insert_or_assign(name, std::move(entity)).first->second;
}

base::Result<FoldEvent> Docket::EventAt(std::uint64_t seq) {
  const auto found = events_.find(seq);
  if (found == events_.end()) {
    return base::Fail(base::Code::kNotFound, "entry " + std::to_string(seq) + ": not given");
  }
  return found->second;
}

}  // namespace reqledger::docket
