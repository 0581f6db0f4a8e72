#include "ledger/log/batch_docket.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/docket/correction.h"
#include "ledger/log/rows.h"

namespace reqledger::log {

base::Result<std::vector<docket::Step>> BatchDocket::Try(const docket::Folder& folder,
                                                         const docket::FoldEvent& event) {
  before_.clear();
  return folder.Apply(event, *this, *this);
}

base::Result<std::vector<std::uint64_t>> BatchDocket::LeftWithoutGround(
    const docket::FoldEvent& withdrawal) {
  std::set<std::uint64_t> left;
  for (const auto& [name, before] : before_) {
    const docket::Entity& now = held_.at(name).entity;
    if (before && before->entity.state != docket::kNoState && now.state == docket::kNoState) {
      ASSIGN_OR_RETURN(const auto naming, docket::StillNaming(now, withdrawal, *this));
      left.insert(naming.begin(), naming.end());
    }
    for (const std::uint64_t seq : now.irregular) {
      if (!before || !std::ranges::binary_search(before->entity.irregular, seq)) left.insert(seq);
    }
  }
  return std::vector<std::uint64_t>(left.begin(), left.end());
}

void BatchDocket::Keep(docket::FoldEvent event) {
  for (const auto& [name, before] : before_) held_.at(name).changed = true;
  before_.clear();
  events_.emplace(event.seq, std::move(event));
}

void BatchDocket::Forget() {
  for (auto& [name, before] : before_) {
    if (before) {
      held_.at(name) = *std::move(before);
    } else {
      held_.erase(name);
    }
  }
  before_.clear();
}

void BatchDocket::Remember(const docket::EntityName& name, std::string_view matter,
                           docket::Members facts) {
  docket::Entity entity;
  entity.name = name;
  entity.matter = matter;
  entity.facts = std::move(facts);
  held_.insert_or_assign(name, Held{std::move(entity), true});
}

std::vector<docket::Entity> BatchDocket::ChangedBy(std::uint64_t seq) const {
  std::vector<docket::Entity> changed;
  const auto event = events_.find(seq);
  if (event == events_.end()) return changed;
  for (const docket::Subject& subject : event->second.subjects) {
    const auto held = held_.find(subject.name);
    if (held != held_.end()) changed.push_back(held->second.entity);
  }
  return changed;
}

base::Result<std::vector<store::Row>> BatchDocket::TakeRows() const {
  std::vector<store::Row> rows;
  for (const auto& [name, held] : held_) {
    if (!held.changed) continue;
    ASSIGN_OR_RETURN(const vault::MatterKeys keys, reader_.vault().FindKeys(held.entity.matter));
    rows.push_back(DocketRow(reader_.vault(), keys, held.entity));
  }
  return rows;
}

std::vector<docket::Entity> BatchDocket::Changed() const {
  std::vector<docket::Entity> changed;
  for (const auto& [name, held] : held_) {
    if (held.changed) changed.push_back(held.entity);
  }
  return changed;
}

base::Result<docket::Entity*> BatchDocket::Find(const docket::EntityName& name) {
  auto found = held_.find(name);
  if (found == held_.end()) {
    ASSIGN_OR_RETURN(auto entity, Load(name));
    if (!entity) return nullptr;
    found = held_.emplace(name, Held{*std::move(entity)}).first;
  }
  before_.emplace(name, found->second);
  return &found->second.entity;
}

docket::Entity& BatchDocket::Create(docket::Entity entity) {
  const docket::EntityName name = entity.name;
  before_.emplace(name, std::nullopt);
  return held_.insert_or_assign(name, Held{std::move(entity)}).first->second.entity;
}

base::Result<docket::FoldEvent> BatchDocket::EventAt(std::uint64_t seq) {
  if (const auto found = events_.find(seq); found != events_.end()) return found->second;
  return committed_.EventAt(seq);
}

base::Result<std::optional<docket::Entity>> BatchDocket::Load(
    const docket::EntityName& name) const {
  const crypto::Hash handle = reader_.vault().IdentifierHandleOf(name.entity, name.id);
  ASSIGN_OR_RETURN(const auto row,
                   FindRow(reader_.store(), store::RowSpace::kDocket, handle.view()));
  if (!row) return std::optional<docket::Entity>();
  ASSIGN_OR_RETURN(docket::Entity entity, OpenDocketRow(reader_.vault(), handle.view(), *row));
  return std::optional<docket::Entity>(std::move(entity));
}

}  // namespace reqledger::log
