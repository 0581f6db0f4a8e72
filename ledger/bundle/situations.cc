#include "ledger/bundle/situations.h"

#include <algorithm>
#include <utility>

#include "ledger/docket/correction.h"
#include "ledger/docket/effective.h"
#include "ledger/docket/moment.h"
#include "ledger/log/lookup.h"

namespace reqledger::bundle {
namespace {

using audience::Docket;
using audience::Order;
using audience::Situation;
using audience::View;
using base::Result;
using docket::Entity;
using docket::EntityName;

constexpr std::string_view kDemand = "demand";
constexpr std::string_view kSecrecy = "secrecy";
constexpr std::string_view kChallenge = "challenge";
constexpr std::string_view kTarget = "target";
constexpr std::string_view kWholeCase = "case_wide_omnibus";
constexpr std::size_t kRecentMax = 4096;
constexpr int kCorrectionsMax = 8;  // of a correction of a correction …

Order OrderOf(const Entity& obligation) {
  Order order;
  for (std::string& word : docket::StringsAt(obligation.facts, "prohibition.forbids")) {
    order.forbids.insert(std::move(word));
  }
  for (std::string& word : docket::StringsAt(obligation.facts, "prohibition.protected_from")) {
    order.protected_from.insert(std::move(word));
  }
  for (const std::string& word : docket::PermittedBy(obligation)) order.permitted.insert(word);
  return order;
}

// Whether `court` in its docket `number` is who stands behind the object at `path`.
bool IsCourtAt(const docket::Members& facts, const std::string& path, std::string_view name_member,
               const Recipient& recipient) {
  if (docket::ValueAt(facts, path + std::string(name_member)) != recipient.court) return false;
  if (docket::ValueAt(facts, path + ".docket_number") == recipient.docket_number) return true;
  const auto others = docket::StringsAt(facts, path + ".other_docket_numbers");
  return std::ranges::find(others, recipient.docket_number) != others.end();
}

std::string_view FamilyOf(std::string_view type) { return type.substr(0, type.find('.')); }

bool HasBegun(const std::string& text, base::Instant now) {
  const auto day = docket::ParseDay(text);
  return day && *day <= docket::UtcDayOf(now);
}

}  // namespace

Situations::Situations(const Ground& ground, const View& view, Recipient recipient,
                       base::Instant now)
    : ground_(ground),
      view_(view),
      recipient_(std::move(recipient)),
      now_(now),
      events_(ground.reader, log::FinderIn(ground.catalogue)) {}

Result<Situations> Situations::Make(const Ground& ground, const View& view,
                                    const Recipient& recipient, base::Instant now) {
  Situations situations(ground, view, recipient, now);
  if (view.sees != View::Sees::kByTable) return situations;
  RETURN_IF_ERROR(situations.FindOrders());
  if (view.scope == View::Scope::kCustomer) RETURN_IF_ERROR(situations.FindOwnOfCustomer());
  if (view.scope == View::Scope::kCourt) RETURN_IF_ERROR(situations.FindOwnOfCourt());
  return situations;
}

// All that bind, and the matters that each reaches.
Result<void> Situations::FindOrders() {
  const docket::RuleBook& rules = ground_.docket.rules();
  RETURN_IF_ERROR(ground_.docket.ForEach([&](const Entity& entity) -> Result<void> {
    if (entity.name.entity != kSecrecy) return {};
    if (!rules.FindMachine(kSecrecy)->IsBinding(entity.state)) return {};
    binding_.emplace(entity.name.id, OrderOf(entity));
    if (docket::ValueAt(entity.facts, "applicability") == kWholeCase) {
      whole_case_.insert(entity.name.id);
    }
    matter_orders_[entity.matter].insert(entity.name.id);
    return {};
  }));
  return ground_.docket.ForEach([&](const Entity& entity) -> Result<void> {
    if (entity.name.entity != kDemand) return {};
    for (const std::string& id : entity.obligations) {
      if (binding_.contains(id)) matter_orders_[entity.matter].insert(id);
    }
    return {};
  });
}

// Whose target it is by the corrections of the entry that introduced it: nothing where none says.
Result<std::optional<std::string>> Situations::CustomerByCorrection(const About& about) {
  std::optional<std::string> customer;
  for (const EntityName& name : about.demands) {
    ASSIGN_OR_RETURN(const Entity* const demand, Find(name));
    if (demand == nullptr) continue;
    const std::vector<std::uint64_t> corrections = demand->corrections;
    for (const std::uint64_t seq : corrections) {
      ASSIGN_OR_RETURN(const docket::FoldEvent correction, events_.EventAt(seq));
      if (docket::CorrectedSeq(correction) != about.event.seq) continue;
      if (docket::ValueAt(correction.members, "withdraws") == "true") customer.emplace();
      const auto said = docket::ValueAt(correction.members, "personal_members.customer_ref");
      if (said) customer = said;
    }
  }
  return customer;
}

// The targets that were recorded as this customer's, and their demands. A target of which two
// customers were recorded at different times shows each the other: it is nobody's own.
Result<void> Situations::FindOwnOfCustomer() {
  ASSIGN_OR_RETURN(const auto seqs, log::FindByLookup(ground_.reader, event::LookupKind::kCustomer,
                                                      recipient_.customer_ref));
  for (const std::uint64_t seq : seqs) {
    ASSIGN_OR_RETURN(const About about, AboutEntry(seq));
    ASSIGN_OR_RETURN(const auto corrected, CustomerByCorrection(about));
    if (corrected && *corrected != recipient_.customer_ref) continue;
    if (!corrected) own_.insert(about.targets.begin(), about.targets.end());
    own_.insert(about.demands.begin(), about.demands.end());
  }
  return {};
}

// What the court issued, and the challenges that are or were before it, in the docket.
Result<void> Situations::FindOwnOfCourt() {
  return ground_.docket.ForEach([&](const Entity& entity) -> Result<void> {
    bool own = IsCourtAt(entity.facts, "issuer.court", ".name", recipient_);
    if (entity.name.entity == kChallenge) {
      ASSIGN_OR_RETURN(own, WasBeforeCourt(entity));
    }
    if (own) own_.insert(entity.name);
    return {};
  });
}

// Its facts name the court that it is before now; one below keeps it in its docket. An entry that
// was corrected perhaps named the wrong court.
Result<bool> Situations::WasBeforeCourt(const Entity& challenge) {
  if (IsCourtAt(challenge.facts, "proceeding", ".court", recipient_)) return true;
  std::set<std::uint64_t> corrected;
  for (const std::uint64_t seq : challenge.corrections) {
    ASSIGN_OR_RETURN(const docket::FoldEvent correction, events_.EventAt(seq));
    if (const auto at = docket::CorrectedSeq(correction)) corrected.insert(*at);
  }
  for (const std::uint64_t seq : challenge.seqs) {
    if (corrected.contains(seq)) continue;
    ASSIGN_OR_RETURN(const docket::FoldEvent event, events_.EventAt(seq));
    if (FamilyOf(event.type) != kChallenge) continue;
    if (IsCourtAt(event.members, "proceeding", ".court", recipient_)) return true;
  }
  return false;
}

Result<const Entity*> Situations::Find(const EntityName& name) {
  const auto found = recent_.find(name);
  if (found != recent_.end()) return found->second ? &*found->second : nullptr;
  if (recent_.size() >= kRecentMax) recent_.clear();
  ASSIGN_OR_RETURN(auto entity, ground_.docket.Find(name));
  const auto added = recent_.emplace(name, std::move(entity)).first;
  return added->second ? &*added->second : nullptr;
}

Docket Situations::DocketOf(const Entity& challenge) const {
  const auto day = docket::ValueAt(challenge.facts, "public_from");
  if (day) return HasBegun(*day, now_) ? Docket::kPublic : Docket::kNotPublic;
  const bool open = docket::ValueAt(challenge.facts, "sealed") == "false";
  return open ? Docket::kPublic : Docket::kNotPublic;
}

// What hangs together with a demand, an order or a challenge that an entry names.
Result<void> Situations::AddKin(const EntityName& name, About& about) {
  if (name.entity == kTarget) {
    about.targets.insert(name);
    return {};
  }
  ASSIGN_OR_RETURN(const Entity* const entity, Find(name));
  if (entity == nullptr) {
    about.known = false;
    return {};
  }
  if (name.entity == kDemand) about.demands.insert(name);
  if (name.entity == kSecrecy) about.orders.insert(name.id);
  if (name.entity == kChallenge && about.docket != Docket::kNotPublic) {
    about.docket = DocketOf(*entity);
  }
  if (name.entity == kDemand) return {};
  for (const EntityName& kin : entity->related) {
    if (kin.entity == kDemand) about.demands.insert(kin);
    if (kin.entity == kSecrecy) about.orders.insert(kin.id);
  }
  return {};
}

Result<Situations::About> Situations::AboutEntry(std::uint64_t seq) {
  About about;
  ASSIGN_OR_RETURN(about.event, events_.EventAt(seq));
  for (int i = 0; docket::IsCorrection(about.event); ++i) {
    for (const docket::Subject& subject : about.event.subjects) about.named.insert(subject.name);
    const auto corrected = docket::CorrectedSeq(about.event);
    if (!corrected || i == kCorrectionsMax) {
      about.known = false;
      return about;
    }
    ASSIGN_OR_RETURN(about.event, events_.EventAt(*corrected));
  }
  for (const docket::Subject& subject : about.event.subjects) about.named.insert(subject.name);
  for (const EntityName& name : about.named) RETURN_IF_ERROR(AddKin(name, about));
  about.known = about.known && !(about.demands.empty() && about.orders.empty());
  return about;
}

bool Situations::IsOwn(const About& about) const {
  const auto is_own = [this](const EntityName& name) { return own_.contains(name); };
  if (view_.scope == View::Scope::kCustomer) {
    return !about.demands.empty() && std::ranges::all_of(about.demands, is_own) &&
           std::ranges::all_of(about.targets, is_own);
  }
  // A paper of a challenge is whose the challenge is, also where it names what others issued.
  const bool of_challenge = FamilyOf(about.event.type) == kChallenge;
  const auto counts = [&](const EntityName& name) {
    return of_challenge ? name.entity == kChallenge : name.entity != kTarget;
  };
  return view_.scope == View::Scope::kCourt && std::ranges::any_of(about.named, counts) &&
         std::ranges::all_of(about.named,
                             [&](const EntityName& name) { return !counts(name) || is_own(name); });
}

// Of a kind that no pack describes, or no demand, it is not known that it may be counted.
Result<bool> Situations::IsBanded(const About& about) {
  if (about.demands.empty()) return true;
  for (const EntityName& name : about.demands) {
    ASSIGN_OR_RETURN(const Entity* const demand, Find(name));
    if (demand == nullptr) return true;
    const std::string kind = docket::ValueAt(demand->facts, "kind").value_or("");
    bool described = false;
    for (const auto& pack : ground_.docket.rules().packs()) {
      const auto found = pack->demand_kinds.find(kind);
      if (found == pack->demand_kinds.end()) continue;
      if (found->second.national_security) return true;
      described = true;
    }
    if (!described) return true;
  }
  return false;
}

Result<Situation> Situations::SituationOf(const About& about) {
  Situation situation{.type = about.event.type, .known = about.known, .docket = about.docket};
  situation.own = IsOwn(about);
  situation.own_target =
      !about.targets.empty() &&
      std::ranges::all_of(about.targets, [this](const auto& name) { return own_.contains(name); });
  ASSIGN_OR_RETURN(situation.banded, IsBanded(about));
  std::set<std::string> over = about.orders;
  for (const EntityName& name : about.demands) {
    ASSIGN_OR_RETURN(const Entity* const demand, Find(name));
    if (demand == nullptr) {
      situation.known = false;
      continue;
    }
    over.insert(demand->obligations.begin(), demand->obligations.end());
  }
  for (const std::string& id : over) {
    const auto order = binding_.find(id);
    if (order != binding_.end()) situation.orders.push_back(order->second);
  }
  const auto of_matter = matter_orders_.find(about.event.matter);
  if (of_matter == matter_orders_.end()) return situation;
  for (const std::string& id : of_matter->second) {
    if (over.contains(id)) continue;
    auto& orders = whole_case_.contains(id) ? situation.orders : situation.matter_orders;
    orders.push_back(binding_.at(id));
  }
  return situation;
}

Result<Slots> Situations::Shown(const log::OpenedEntry& entry) {
  EntrySchemas schemas{.schema = SchemaOf(entry, ground_.catalogue)};
  Situation situation = PlainSituation(entry);
  if (view_.sees != View::Sees::kByTable || situation.of_ledger || situation.type.empty()) {
    return ShownSlots(entry, schemas, view_, situation);
  }
  ASSIGN_OR_RETURN(const About about, AboutEntry(entry.seq));
  ASSIGN_OR_RETURN(situation, SituationOf(about));
  if (about.event.seq != entry.seq) {
    ASSIGN_OR_RETURN(const log::OpenedEntry corrected, ground_.reader.Open(about.event.seq));
    schemas.corrected = SchemaOf(corrected, ground_.catalogue);
  }
  return ShownSlots(entry, schemas, view_, situation);
}

}  // namespace reqledger::bundle
