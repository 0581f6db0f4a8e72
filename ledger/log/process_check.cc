#include "ledger/log/process_check.h"

#include <set>
#include <utility>

#include "ledger/log/rule_packs.h"

namespace reqledger::log {
namespace {

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

ProcessCheck::ProcessCheck(docket::RuleBook rules, SchemaFinder schemas,
                           docket::EventSource& earlier)
    : rules_(std::move(rules)), folder_(rules_), schemas_(std::move(schemas)), earlier_(earlier) {}

base::Result<void> ProcessCheck::Append(const Opening& opening) {
  const auto event = FoldEventOf(
      opening.seq, [&](std::string_view name) { return opening.Find(name); }, opening.members,
      schemas_);
  // What is not in form was found by others.
  if (!event || event->type.empty()) return {};
  UsePacks(*event);
  const auto folded = folder_.Apply(*event, *this, earlier_);
  if (!folded && folded.error().code == base::Code::kIo) return base::Fail(folded.error());
  return {};
}

// What was said last holds for all that follows, and is remembered like the daemon remembers it.
void ProcessCheck::UsePacks(const docket::FoldEvent& event) {
  const auto packs = event.members.find(RulePacksMember(event.type));
  if (packs == event.members.end()) return;
  rules_.UseOnly(DigestsIn(packs->second));
  docket::Entity remembered;
  remembered.name = RulePacksName();
  remembered.matter = std::string(event::kLedgerMatter);
  remembered.facts.emplace("packs", packs->second);
  Create(std::move(remembered));
}

void ProcessCheck::Finish(FindingLog& findings) const {
  for (const auto& [name, entity] : entities_) {
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
}

base::Result<docket::Entity*> ProcessCheck::Find(const docket::EntityName& name) {
  const auto found = entities_.find(name);
  return found == entities_.end() ? nullptr : &found->second;
}

docket::Entity& ProcessCheck::Create(docket::Entity entity) {
  const docket::EntityName name = entity.name;
  return entities_.insert_or_assign(name, std::move(entity)).first->second;
}

}  // namespace reqledger::log
