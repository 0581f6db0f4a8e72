#include "ledger/log/docket_reader.h"

#include <set>
#include <utility>
#include <vector>

#include "ledger/docket/deadlines.h"
#include "ledger/docket/docket.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/own_event.h"
#include "ledger/log/rows.h"

namespace reqledger::log {
namespace {

bool IsErased(const base::Error& error) { return error.code == base::Code::kNotFound; }

// Whether the event happened before `until`; one whose day is unknown is taken by when it was
// recorded.
bool HappenedBefore(const docket::FoldEvent& event, base::Instant until) {
  return docket::UtcStartOf(docket::MomentOf(event)) < until;
}

}  // namespace

base::Result<void> DocketReader::ForEach(const Visitor& visitor) const {
  return reader_.store().Rows(
      store::RowSpace::kDocket, "",
      [&](std::string_view key, std::string_view value) -> base::Result<void> {
        const auto entity = OpenDocketRow(reader_.vault(), key, value);
        if (!entity && IsErased(entity.error())) return {};
        if (!entity) return base::Fail(entity.error());
        if (rules_.FindMachine(entity->name.entity) == nullptr) return {};
        return visitor(*entity);
      });
}

base::Result<std::optional<docket::Entity>> DocketReader::Find(
    const docket::EntityName& name) const {
  const crypto::Hash handle = reader_.vault().IdentifierHandleOf(name.entity, name.id);
  ASSIGN_OR_RETURN(const auto row,
                   FindRow(reader_.store(), store::RowSpace::kDocket, handle.view()));
  if (!row) return std::optional<docket::Entity>();
  auto entity = OpenDocketRow(reader_.vault(), handle.view(), *row);
  if (!entity && IsErased(entity.error())) return std::optional<docket::Entity>();
  if (!entity) return base::Fail(std::move(entity).error());
  return std::optional<docket::Entity>(*std::move(entity));
}

base::Result<DocketReader::Entities> DocketReader::OfMatter(
    std::string_view matter, std::uint64_t size, std::optional<base::Instant> until) const {
  ASSIGN_OR_RETURN(const std::vector<std::uint64_t> own, reader_.MatterEntries(matter, size));
  EntryEvents entries(reader_, FinderIn(catalogue_));
  std::map<std::uint64_t, docket::FoldEvent> events;
  std::vector<docket::EntityName> wanted;
  const auto take = [&](std::uint64_t seq) -> base::Result<void> {
    if (seq >= size || events.contains(seq)) return {};
    ASSIGN_OR_RETURN(docket::FoldEvent event, entries.EventAt(seq));
    for (const docket::Subject& subject : event.subjects) wanted.push_back(subject.name);
    events.emplace(seq, std::move(event));
    return {};
  };
  for (const std::uint64_t seq : own) RETURN_IF_ERROR(take(seq));
  std::set<docket::EntityName> seen;
  while (!wanted.empty()) {
    const docket::EntityName name = std::move(wanted.back());
    wanted.pop_back();
    if (!seen.insert(name).second) continue;
    ASSIGN_OR_RETURN(const auto entity, Find(name));
    if (!entity) continue;
    for (const auto* const seqs : {&entity->seqs, &entity->corrections}) {
      for (const std::uint64_t seq : *seqs) RETURN_IF_ERROR(take(seq));
    }
    wanted.insert(wanted.end(), entity->related.begin(), entity->related.end());
  }
  docket::Docket docket(rules_);
  for (auto& [seq, event] : events) {
    if (until && !HappenedBefore(event, *until)) continue;
    RETURN_IF_ERROR(docket.Add(std::move(event)));
  }
  return docket.entities();
}

}  // namespace reqledger::log
