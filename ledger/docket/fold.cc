#include "ledger/docket/fold.h"

#include <algorithm>
#include <utility>

#include "ledger/docket/correction.h"
#include "ledger/docket/deadlines.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

// The member that names what an event is about, among all that it names: `demand_id` for a demand.
std::string SubjectMember(std::string_view entity) { return std::string(entity) + "_id"; }

// Whether the event is about the subject, alone or among others; a `replacement_id` is only
// mentioned.
bool IsAbout(const Subject& subject) {
  const std::string member = SubjectMember(subject.name.entity);
  return subject.member == member || subject.member == member + "s";
}

// A corrected event may come to name what knows later ones already.
void AddSeq(std::vector<std::uint64_t>& seqs, std::uint64_t seq) {
  const auto place = std::ranges::lower_bound(seqs, seq);
  if (place == seqs.end() || *place != seq) seqs.insert(place, seq);
}

// What is kept costs steps as well, so that they bound memory too.
constexpr std::uint64_t kStepsToRelate = 100;
constexpr std::uint64_t kStepsToKeepDeadline = 1000;
constexpr std::uint64_t kBytesAStep = 2;

// All that one event names hangs together.
base::Result<void> Relate(const std::vector<Entity*>& named, Entity& entity,
                          EntitySource& entities) {
  std::uint64_t added = 0;
  for (const Entity* const other : named) {
    if (other != &entity && entity.related.insert(other->name).second) ++added;
  }
  return entities.Spend(added * kStepsToRelate);
}

base::Result<void> KeepDeadlines(const RuleBook& book, const FoldEvent& event, Entity& entity,
                                 EntitySource& entities) {
  const std::size_t before = entity.deadlines.size();
  RETURN_IF_ERROR(entities.Spend(before + book.size()));
  FoldDeadlines(book, event, entity);
  return entities.Spend((entity.deadlines.size() - before) * kStepsToKeepDeadline);
}

std::size_t BytesOf(const Members& members) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : members) bytes += name.size() + value.size();
  return bytes;
}

// The demands that an obligation covers or a challenge is about.
std::vector<EntityName> DemandsOf(const Entity& entity) {
  std::vector<EntityName> names;
  for (std::string& id : StringsAt(entity.facts, "demand_ids"))
    names.push_back({"demand", std::move(id)});
  return names;
}

void Tell(const FoldEvent& event, Entity& obligation) {
  obligation.told.push_back(
      {.seq = event.seq,
       .recipient_class = ValueAt(event.members, "recipient_class").value_or(""),
       .told_at = event.occurred_at,
       .told_of_duty = ValueAt(event.members, "told_of_duty") == "true"});
}

// Each event about a notice says anew how it stands. One without an id is a notice of its own.
void KeepNotice(const NoticeRules& rules, const FoldEvent& event, Entity& demand) {
  if (!rules.types.contains(event.type)) return;
  Notice notice{.seq = event.seq, .facts = {{"type", event::CanonicalString(event.type)}}};
  for (const std::string& name : rules.members) {
    if (const auto member = event.members.find(name); member != event.members.end())
      notice.facts.emplace(name, member->second);
  }
  const std::string id =
      ValueAt(event.members, "notice_id").value_or("entry " + std::to_string(event.seq));
  demand.notices.insert_or_assign(id, std::move(notice));
}

// Only what is there may be asked for; what a correction leaves out is not.
class Component : public EntitySource {
 public:
  explicit Component(EntitySource& whole) : whole_(whole) {}
  base::Result<Entity*> Find(const EntityName& name) override {
    const auto found = entities_.find(name);
    return found == entities_.end() ? nullptr : &found->second;
  }
  Entity& Create(Entity entity) override {
    const EntityName name = entity.name;
    return entities_.insert_or_assign(name, std::move(entity)).first->second;
  }
  base::Result<void> Spend(std::uint64_t steps) override { return whole_.Spend(steps); }
  std::map<EntityName, Entity>& entities() { return entities_; }

 private:
  EntitySource& whole_;
  std::map<EntityName, Entity> entities_;
};

// As if no event had happened, but for where it came from.
Entity Emptied(const Entity& entity) {
  Entity empty;
  empty.name = entity.name;
  empty.matter = entity.matter;
  empty.defined_seq = entity.defined_seq;
  empty.state = kNoState;
  empty.previous = kNoState;
  empty.seqs = entity.seqs;
  empty.corrections = entity.corrections;
  return empty;
}

// Whom `event` names or, by an earlier correction or by `correction`, named or comes to name.
base::Result<std::vector<EntityName>> EverNamed(FoldEvent event, const FoldEvent& correction,
                                                EntitySource& entities, EventSource& events) {
  std::vector<EntityName> names;
  std::set<std::uint64_t> earlier;
  for (const Subject& subject : event.subjects) {
    names.push_back(subject.name);
    ASSIGN_OR_RETURN(Entity* const entity, entities.Find(subject.name));
    if (entity != nullptr) earlier.insert(entity->corrections.begin(), entity->corrections.end());
  }
  const auto correct = [&](const FoldEvent& by) {
    Correct(event, by);
    for (const Subject& subject : event.subjects) names.push_back(subject.name);
  };
  RETURN_IF_ERROR(entities.Spend(earlier.size() * kStepsToRead));
  for (const std::uint64_t seq : earlier) {
    ASSIGN_OR_RETURN(const FoldEvent by, events.EventAt(seq));
    if (CorrectedSeq(by) == event.seq) correct(by);
  }
  correct(correction);
  return names;
}

// All entities with a machine that hang together with those of these names.
base::Result<std::vector<Entity*>> Connected(const RuleBook& book, std::vector<EntityName> wanted,
                                             EntitySource& entities) {
  std::vector<Entity*> all;
  std::set<EntityName> seen;
  while (!wanted.empty()) {
    const EntityName name = std::move(wanted.back());
    wanted.pop_back();
    if (book.FindMachine(name.entity) == nullptr || !seen.insert(name).second) continue;
    ASSIGN_OR_RETURN(Entity* const entity, entities.Find(name));
    if (entity == nullptr) continue;
    all.push_back(entity);
    RETURN_IF_ERROR(entities.Spend(entity->related.size()));
    wanted.insert(wanted.end(), entity->related.begin(), entity->related.end());
  }
  return all;
}

}  // namespace

Identifiers IdentifiersUnder(const event::Schema& schema) {
  Identifiers identifiers;
  for (const event::MemberSchema& member : schema.members()) {
    if (member.identifier) identifiers.emplace(member.name, *member.identifier);
  }
  return identifiers;
}

FoldEvent MakeFoldEvent(const event::Event& event, Identifiers identifiers, std::uint64_t seq,
                        base::Instant recorded_at) {
  FoldEvent fold{.seq = seq,
                 .type = event.type,
                 .matter = event.matter,
                 .occurred_at = event.occurred_at,
                 .recorded_at = recorded_at,
                 .members = {},
                 .subjects = {},
                 .identifiers = std::move(identifiers)};
  for (const event::Member& member : event.members) fold.members.emplace(member.name, member.value);
  fold.subjects = SubjectsOf(fold.members, fold.identifiers);
  return fold;
}

FoldEvent MakeFoldEvent(const event::Event& event, const event::Schema& schema, std::uint64_t seq,
                        base::Instant recorded_at) {
  return MakeFoldEvent(event, IdentifiersUnder(schema), seq, recorded_at);
}

base::Result<std::vector<Step>> Folder::Apply(const FoldEvent& event, EntitySource& entities,
                                              EventSource& events) const {
  if (IsCorrection(event)) return ApplyCorrection(event, entities, events);
  return ApplyPlain(event, entities);
}

base::Result<std::vector<Step>> Folder::ApplyPlain(const FoldEvent& event,
                                                   EntitySource& entities) const {
  std::vector<Step> steps;
  std::vector<Entity*> named;
  std::set<EntityName> about;
  RETURN_IF_ERROR(entities.Spend(event.subjects.size() * event.subjects.size()));
  const std::size_t steps_to_keep = BytesOf(event.members) / kBytesAStep;
  for (const Subject& subject : event.subjects) {
    if (book_.FindMachine(subject.name.entity) == nullptr) continue;
    ASSIGN_OR_RETURN(Entity * entity, entities.Find(subject.name));
    if (entity == nullptr && subject.defines) {
      Entity fresh;
      fresh.name = subject.name;
      fresh.matter = event.matter;
      fresh.defined_seq = event.seq;
      fresh.state = kNoState;
      fresh.previous = kNoState;
      entity = &entities.Create(std::move(fresh));
    }
    if (entity == nullptr) continue;
    if (std::ranges::find(named, entity) == named.end()) named.push_back(entity);
    if (IsAbout(subject)) about.insert(entity->name);
    AddSeq(entity->seqs, event.seq);
    if (subject.member != SubjectMember(subject.name.entity)) continue;
    RETURN_IF_ERROR(entities.Spend(steps_to_keep));
    if (auto step = TakeStep(event, *entity)) steps.push_back(*std::move(step));
  }
  for (Entity* const entity : named) {
    RETURN_IF_ERROR(Relate(named, *entity, entities));
    if (!about.contains(entity->name)) continue;
    RETURN_IF_ERROR(KeepDeadlines(book_, event, *entity, entities));
  }
  for (Entity* const entity : named) {
    if (entity->name.entity == "secrecy") RETURN_IF_ERROR(SpreadObligation(*entity, entities));
    if (entity->name.entity == "challenge") RETURN_IF_ERROR(SpreadStay(event, *entity, entities));
  }
  return steps;
}

// What the event does to the state and the facts of what it is about.
std::optional<Step> Folder::TakeStep(const FoldEvent& event, Entity& entity) const {
  const Machine& machine = *book_.FindMachine(entity.name.entity);
  std::optional<Step> taken;
  if (machine.Lists(event.type)) {
    const auto to =
        machine.Step(event.type, {entity.state, entity.previous}, event.members, entity.facts);
    taken = Step{entity.name, entity.state, to.value_or(entity.state), to.has_value()};
    if (!to) entity.irregular.push_back(event.seq);
    if (to && *to != entity.state) {
      entity.previous = std::exchange(entity.state, *to);
    }
  }
  machine.Keep(event.type, event.members, entity.facts);
  KeepNotice(machine.notices(), event, entity);
  if (event.type == "secrecy.recipient_informed") Tell(event, entity);
  return taken;
}

base::Result<void> Folder::SpreadObligation(const Entity& obligation,
                                            EntitySource& entities) const {
  const std::vector<EntityName> names = DemandsOf(obligation);
  RETURN_IF_ERROR(entities.Spend(names.size()));
  for (const EntityName& name : names) {
    ASSIGN_OR_RETURN(Entity* const demand, entities.Find(name));
    if (demand != nullptr) demand->obligations.insert(obligation.name.id);
  }
  return {};
}

base::Result<void> Folder::SpreadStay(const FoldEvent& event, const Entity& challenge,
                                      EntitySource& entities) const {
  const Machine& machine = *book_.FindMachine(challenge.name.entity);
  const bool stays = machine.StaysProduction(challenge.state, challenge.facts);
  const Moment moment = MomentOf(event);
  const std::vector<EntityName> names = DemandsOf(challenge);
  RETURN_IF_ERROR(entities.Spend(names.size()));
  for (const EntityName& name : names) {
    ASSIGN_OR_RETURN(Entity* const demand, entities.Find(name));
    if (demand == nullptr || stays == demand->stays.contains(challenge.name.id)) continue;
    AddSeq(demand->seqs, event.seq);
    RETURN_IF_ERROR(entities.Spend(demand->deadlines.size()));
    if (stays) {
      SuspendProduction(book_, *demand, moment);
      demand->stays.insert(challenge.name.id);
    } else {
      demand->stays.erase(challenge.name.id);
      if (demand->stays.empty()) ResumeProduction(book_, *demand, moment);
    }
  }
  return {};
}

// Everything that hangs together with what was corrected is folded again, with what is now known.
base::Result<std::vector<Step>> Folder::ApplyCorrection(const FoldEvent& correction,
                                                        EntitySource& entities,
                                                        EventSource& events) const {
  const auto corrects = CorrectedSeq(correction);
  if (!corrects) return std::vector<Step>();
  ASSIGN_OR_RETURN(FoldEvent corrected, events.EventAt(*corrects));
  if (IsCorrection(corrected)) return std::vector<Step>();
  ASSIGN_OR_RETURN(std::vector<EntityName> names,
                   EverNamed(std::move(corrected), correction, entities, events));
  ASSIGN_OR_RETURN(const std::vector<Entity*> connected,
                   Connected(book_, std::move(names), entities));
  Component scratch(entities);
  std::set<std::uint64_t> seqs{*corrects};  // which may have named nothing until now
  for (Entity* const entity : connected) {
    const Entity& empty = scratch.Create(Emptied(*entity));
    seqs.insert(empty.seqs.begin(), empty.seqs.end());
    seqs.insert(empty.corrections.begin(), empty.corrections.end());
  }
  RETURN_IF_ERROR(entities.Spend(seqs.size() * kStepsToRead));
  std::map<std::uint64_t, FoldEvent> history;
  for (const std::uint64_t seq : seqs) {
    ASSIGN_OR_RETURN(FoldEvent event, events.EventAt(seq));
    history.emplace(seq, std::move(event));
  }
  history.insert_or_assign(correction.seq, correction);
  std::map<std::uint64_t, std::vector<const FoldEvent*>> corrections;
  for (const auto& [seq, event] : history) {
    if (!IsCorrection(event)) continue;
    if (const auto wrong = CorrectedSeq(event)) corrections[*wrong].push_back(&event);
  }
  for (const auto& [seq, event] : history) {
    if (IsCorrection(event)) continue;
    const auto effective = Corrected(event, corrections[seq]);
    if (effective) RETURN_IF_ERROR(ApplyPlain(*effective, scratch));
  }
  for (Entity* const entity : connected) {
    Entity& again = scratch.entities().at(entity->name);
    if (std::ranges::binary_search(again.seqs, *corrects)) {
      // Whom the event names now has to know its earlier corrections, too.
      for (const FoldEvent* const each : corrections[*corrects])
        AddSeq(again.corrections, each->seq);
    }
    *entity = std::move(again);
  }
  return std::vector<Step>();
}

}  // namespace reqledger::docket
