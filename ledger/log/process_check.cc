#include "ledger/log/process_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/docket/recording.h"
#include "ledger/log/rule_packs.h"

namespace reqledger::log {
namespace {

// Without corrections an event takes some hundred steps; what is left of them is for those that
// fold a history again.
constexpr std::uint64_t kStepsAtFirst = 500'000'000;
constexpr std::uint64_t kStepsAnEntry = 2'000;

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

// What people record by and by; the daemon records at once.
bool IsLive(const Opening& opening, const docket::FoldEvent& event) {
  const std::string* const recorder = opening.Find("recorded_by");
  const auto mode = event.members.find("mode");
  return (mode == event.members.end() || mode->second == R"("live")") &&
         (recorder == nullptr || *recorder != R"("daemon")");
}

}  // namespace

void NoteProcessNotChecked(std::string_view reason, FindingLog& findings) {
  for (const std::string_view each : kProcessCodes) findings.AddNotChecked(each, reason, false);
}

ProcessCheck::ProcessCheck(docket::RuleBook rules, Ground ground)
    : rules_(std::move(rules)),
      folder_(rules_),
      ground_(std::move(ground)),
      steps_left_(kStepsAtFirst) {
  if (rules_.machines().empty()) not_checked_ = reason::kRulesNotFound;
}

base::Result<void> ProcessCheck::Append(const Opening& opening) {
  const auto event = FoldEventOf(
      opening.seq, [&](std::string_view name) { return opening.Find(name); }, opening.members,
      ground_.identifiers);
  // What is not in form was found by others.
  if (!event || event->type.empty()) return {};
  steps_left_ += kStepsAnEntry;
  UsePacks(*event);
  Remember(*event);
  if (not_checked_ == reason::kTooMuchWork) return {};
  NoteLate(opening, *event);
  const auto folded = folder_.Apply(*event, *this, ground_.earlier);
  if (folded) return {};
  if (folded.error().code == base::Code::kIo) return base::Fail(folded.error());
  if (folded.error().code == base::Code::kExhausted) not_checked_ = reason::kTooMuchWork;
  return {};
}

// What was said last holds for all that follows, and is remembered like the daemon remembers it.
void ProcessCheck::UsePacks(const docket::FoldEvent& event) {
  const auto packs = event.members.find(RulePacksMember(event.type));
  if (packs == event.members.end()) return;
  std::set<crypto::Hash> digests = DigestsIn(packs->second);
  const auto is_there = [this](const crypto::Hash& digest) { return rules_.HasPack(digest); };
  if (!std::ranges::all_of(digests, is_there)) not_checked_ = reason::kRulesNotFound;
  rules_.UseOnly(std::move(digests));
}

void ProcessCheck::Remember(const docket::FoldEvent& event) {
  const auto what = RememberedOf(event.type);
  const auto packs = what ? event.members.find(what->member) : event.members.end();
  if (packs == event.members.end()) return;
  docket::Entity remembered;
  remembered.name = what->name;
  remembered.matter = std::string(event::kLedgerMatter);
  remembered.facts.emplace("packs", packs->second);
  Create(std::move(remembered));
}

void ProcessCheck::NoteLate(const Opening& opening, const docket::FoldEvent& event) {
  if (IsLive(opening, event) &&
      docket::IsRecordedLate(rules_, event.occurred_at, event.recorded_at)) {
    late_.push_back(event.seq);
  }
}

void ProcessCheck::Finish(FindingLog& findings) const {
  if (not_checked_) return NoteProcessNotChecked(*not_checked_, findings);
  for (const std::uint64_t seq : late_) {
    findings.Add({code::kRecordLate, seq, "an event recorded at or near its time",
                  "one recorded later than the rules allow"});
  }
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

base::Result<void> ProcessCheck::Spend(std::uint64_t steps) {
  if (ground_.work == Work::kUnbounded) return {};
  if (steps > steps_left_) return base::Fail(base::Code::kExhausted, "too much work");
  steps_left_ -= steps;
  return {};
}

}  // namespace reqledger::log
