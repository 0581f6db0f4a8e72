#include "ledger/log/docket_check.h"

#include <set>
#include <utility>

#include "ledger/log/own_event.h"
#include "ledger/log/rows.h"

namespace reqledger::log {
namespace {

SchemaFinder FinderIn(const SchemasByDigest& schemas) {
  return [&schemas](const crypto::Hash& digest) -> const event::Schema* {
    const auto found = schemas.find(digest);
    return found == schemas.end() ? nullptr : &found->second;
  };
}

// Each hex digest that stands behind `"sha256":` in canonical JSON.
std::set<crypto::Hash> DigestsIn(std::string_view json) {
  constexpr std::string_view kBefore = R"("sha256":")";
  std::set<crypto::Hash> digests;
  for (auto at = json.find(kBefore); at != std::string_view::npos;
       at = json.find(kBefore, at + 1)) {
    if (const auto digest = crypto::HashFromHex(json.substr(at + kBefore.size(), 64))) {
      digests.insert(*digest);
    }
  }
  return digests;
}

}  // namespace

DocketCheck::DocketCheck(const Ground& ground, docket::RuleBook rules)
    : ground_(ground),
      rules_(std::move(rules)),
      folder_(rules_),
      reader_(ground.store, ground.vault),
      events_(reader_, FinderIn(ground.schemas)) {}

base::Result<void> DocketCheck::Append(const Opening& opening) {
  const auto event = FoldEventOf(
      opening.seq, [&](std::string_view name) { return opening.Find(name); }, opening.members,
      FinderIn(ground_.schemas));
  // What is not in form was found by others.
  if (!event || event->type.empty()) return {};
  if (event->type == "ledger.genesis") UsePacks(event->members, "rule_packs");
  if (event->type == "ledger.rule_pack_changed") UsePacks(event->members, "packs");
  const auto folded = folder_.Apply(*event, *this, events_);
  if (!folded && folded.error().code == base::Code::kIo) return base::Fail(folded.error());
  return {};
}

// What was said last holds for all that follows. The entity that remembers it is checked like the
// others.
void DocketCheck::UsePacks(const docket::Members& members, std::string_view name) {
  const auto packs = members.find(name);
  if (packs == members.end()) return;
  rules_.UseOnly(DigestsIn(packs->second));
  docket::Entity remembered;
  remembered.name = RulePacksName();
  remembered.matter = std::string(event::kLedgerMatter);
  remembered.facts.emplace("packs", packs->second);
  Create(std::move(remembered));
}

base::Result<void> DocketCheck::Finish(FindingLog& findings) {
  std::uint64_t rows = 0;
  RETURN_IF_ERROR(ground_.store.Rows(store::RowSpace::kDocket, "",
                                     [&](std::string_view, std::string_view) -> base::Result<void> {
                                       ++rows;
                                       return {};
                                     }));
  for (const auto& [name, entity] : entities_) {
    RETURN_IF_ERROR(CheckRow(entity, findings));
    for (const std::uint64_t seq : entity.irregular) {
      findings.Add({code::kStateTransition, seq, "a step that the state before it leads to",
                    "another, of a " + name.entity});
    }
    for (const docket::Deadline& deadline : entity.deadlines) {
      if (deadline.status != docket::DeadlineStatus::kMissed) continue;
      findings.Add({code::kDeadlineMissed, deadline.closed_by, "a deadline met in time",
                    "one missed: " + deadline.rule});
    }
  }
  if (rows > entities_.size()) {
    findings.Add({code::kDerivedMismatch, std::nullopt, "only rows that the entries make",
                  std::to_string(rows - entities_.size()) + " docket rows too many"});
  }
  return {};
}

base::Result<void> DocketCheck::CheckRow(const docket::Entity& entity, FindingLog& findings) const {
  const crypto::Hash handle = ground_.vault.IdentifierHandleOf(entity.name.entity, entity.name.id);
  ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kDocket, handle.view()));
  const auto stored = row ? OpenDocketRow(ground_.vault, handle.view(), *row)
                          : base::Result<docket::Entity>(base::Fail(base::Code::kNotFound, "none"));
  if (stored && stored->Serialize() == entity.Serialize()) return {};
  findings.Add({code::kDerivedMismatch, entity.seqs.empty() ? 0 : entity.seqs.back(),
                "the docket's row of a " + entity.name.entity + " as the entries make it",
                stored ? "another" : Printable(stored.error().message)});
  return {};
}

base::Result<docket::Entity*> DocketCheck::Find(const docket::EntityName& name) {
  const auto found = entities_.find(name);
  return found == entities_.end() ? nullptr : &found->second;
}

docket::Entity& DocketCheck::Create(docket::Entity entity) {
  const docket::EntityName name = entity.name;
  return entities_.insert_or_assign(name, std::move(entity)).first->second;
}

}  // namespace reqledger::log
