#include "ledger/log/batch_builder.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/event/entry.h"
#include "ledger/log/batch_refusals.h"
#include "ledger/log/head.h"
#include "ledger/merkle/tree.h"

namespace reqledger::log {
namespace {

constexpr int kMatterSeqSlot = 3;
constexpr int kMatterPrevSlot = 4;
constexpr int kRecordedAtSlot = 6;

bool MayBeIrregular(const event::Event& event) {
  return event::IsHistorical(event) || event::FindMember(event, "out_of_sequence") != nullptr;
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

BatchBuilder::BatchBuilder(const Ground& ground, const Tail& tail, base::Instant recorded_at,
                           Purpose purpose)
    : ground_(ground),
      purpose_(purpose),
      folder_(ground.rules),
      tail_(tail),
      recorded_at_(recorded_at),
      docket_(ground.store, ground.vault, ground.catalogue) {
  batch_.first_seq = tail.edge.size();
}

base::Result<Placed> BatchBuilder::Add(PreparedEvent& prepared) {
  ASSIGN_OR_RETURN(MatterInBatch* const matter, Matter(prepared.event.matter));
  std::string idempotency_key;
  crypto::Hash event_mac;
  if (prepared.event.idempotency_key) {
    idempotency_key =
        IdempotencyKey(matter->keys, prepared.recorder, *prepared.event.idempotency_key);
    event_mac = vault::Vault::IdempotencyValue(matter->keys, prepared.event.canonical);
    ASSIGN_OR_RETURN(const auto record, FindRepeat(idempotency_key));
    if (record) return AnswerRepeat(*record, event_mac);
  }
  // What others recorded is not to be found out by trying, which costs nothing in a dry run: who
  // may not know of it gets the event judged by itself.
  if (purpose_ == Purpose::kCommit || prepared.knows_matters) {
    RETURN_IF_ERROR(CheckIdentifiers(prepared));
    RETURN_IF_ERROR(Fold(prepared.fold, {.may_be_irregular = MayBeIrregular(prepared.event),
                                         .tells_state = prepared.knows_matters}));
  }

  Placed placed = Place(prepared.sealed, prepared.recorder, *matter);
  for (const IdentifierUse& use : prepared.identifiers) {
    if (!use.defines) continue;
    identifiers_.emplace(use.handle, vault::HandlePrefix(matter->keys.handle));
    batch_.rows.push_back(IdentifierRow(ground_.vault, matter->keys, use.handle, placed.seq));
  }
  AddLookupRows(prepared.lookups, *matter, prepared.found_at.value_or(placed.seq));
  if (!idempotency_key.empty()) {
    const IdempotencyRecord record{placed.seq, event_mac};
    idempotency_.emplace(idempotency_key, record);
    batch_.rows.push_back(
        {store::RowSpace::kIdempotency, std::move(idempotency_key), SerializeIdempotency(record)});
  }
  if (!event::IsHistorical(prepared.event)) RETURN_IF_ERROR(AddDeadlinesMet(placed.seq));
  return placed;
}

// The deadlines that the event in place `seq` has met are said to be, each in an entry of its own.
base::Result<void> BatchBuilder::AddDeadlinesMet(std::uint64_t seq) {
  std::vector<OwnEvent> met;
  for (const docket::Entity& entity : docket_.ChangedBy(seq)) {
    for (const docket::Deadline& deadline : entity.deadlines) {
      if (deadline.live && deadline.closed_by == seq &&
          deadline.status == docket::DeadlineStatus::kMet) {
        met.push_back(DeadlineMet(folder_.book(), entity, deadline));
      }
    }
  }
  for (const OwnEvent& own : met) {
    ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed, AddOwn(own));
  }
  return {};
}

base::Result<void> BatchBuilder::AddDue(const docket::EntityName& name) {
  ASSIGN_OR_RETURN(const docket::Entity* const entity, docket_.Find(name));
  docket_.Forget();
  if (entity == nullptr) return {};
  for (const OwnEvent& own : DueEvents(folder_.book(), *entity, recorded_at_)) {
    ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed, AddOwn(own));
  }
  return {};
}

base::Result<void> BatchBuilder::PadTo(std::uint64_t size) {
  const OwnEvent heartbeat{.type = "ledger.heartbeat", .matter = std::string(event::kLedgerMatter)};
  while (next_seq() < size) {
    ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed, AddOwn(heartbeat));
    ++heartbeats_;
  }
  return {};
}

base::Result<Placed> BatchBuilder::AddOwn(const OwnEvent& own) {
  const event::Event event =
      event::MakeEvent(own.type, own.matter, event::OccurredAtInstant(recorded_at_), own.members);
  const event::Schema* const schema = ground_.catalogue.Latest(own.type);
  if (schema == nullptr) {
    return base::Fail(base::Code::kInvalidArgument,
                      "no schema for " + own.type + " in the catalogue");
  }
  RETURN_IF_ERROR(schema->Validate(event));
  ASSIGN_OR_RETURN(MatterInBatch* const matter, Matter(own.matter));
  RETURN_IF_ERROR(Fold(docket::MakeFoldEvent(event, *schema, 0, {}), {.may_be_irregular = true}));
  if (const auto remembered = RememberedOf(event.type)) {
    if (const std::string* const packs = event::FindMember(event, remembered->member)) {
      docket_.Remember(remembered->name, own.matter, {{"packs", *packs}});
    }
  }
  vault::SealedEvent sealed(event, *schema, own.recorded_by);
  Placed placed = Place(sealed, own.recorded_by, *matter);
  AddLookupRows(LookupsOf(event.members, *schema), *matter, placed.seq);
  return placed;
}

void BatchBuilder::AddLookupRows(const std::vector<LookupValue>& values,
                                 const MatterInBatch& matter, std::uint64_t seq) {
  for (const LookupValue& value : values) {
    batch_.rows.push_back(LookupRow(ground_.vault, matter.keys, value, seq));
  }
}

base::Result<BatchBuilder::MatterInBatch*> BatchBuilder::Matter(std::string_view matter) {
  if (const auto found = matters_.find(matter); found != matters_.end()) return &found->second;
  MatterInBatch fresh;
  ASSIGN_OR_RETURN(fresh.keys, ground_.vault.KeysFor(matter));
  const std::string key(vault::HandlePrefix(fresh.keys.handle));
  ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kMatter, key));
  if (row) {
    ASSIGN_OR_RETURN(fresh.state, OpenMatterRow(ground_.vault, key, *row));
  }
  return &matters_.emplace(matter, std::move(fresh)).first->second;
}

base::Result<std::optional<IdempotencyRecord>> BatchBuilder::FindRepeat(
    const std::string& key) const {
  if (const auto found = idempotency_.find(key); found != idempotency_.end()) return found->second;
  ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kIdempotency, key));
  if (!row) return std::optional<IdempotencyRecord>();
  ASSIGN_OR_RETURN(const IdempotencyRecord record, ParseIdempotency(*row));
  return std::optional<IdempotencyRecord>(record);
}

base::Result<Placed> BatchBuilder::AnswerRepeat(const IdempotencyRecord& record,
                                                const crypto::Hash& event_mac) const {
  if (record.event_mac != event_mac) {
    return base::Fail(IdempotencyKeyUsed());
  }
  Placed placed;
  placed.seq = record.seq;
  placed.repeat = true;
  if (record.seq >= batch_.first_seq) {
    placed.entry = batch_.entries[record.seq - batch_.first_seq];
  } else {
    ASSIGN_OR_RETURN(placed.entry, ground_.store.Entry(record.seq));
  }
  placed.leaf_hash = merkle::LeafHash(placed.entry);
  return placed;
}

// A recorder that knows no matters but its own gets one answer for an identifier of another matter,
// whether it is there or not.
base::Result<void> BatchBuilder::CheckIdentifiers(const PreparedEvent& prepared) const {
  for (const IdentifierUse& use : prepared.identifiers) {
    ASSIGN_OR_RETURN(const auto matter_key, FindIdentifier(use.handle));
    bool known = matter_key.has_value();
    if (known && !prepared.knows_matters) {
      ASSIGN_OR_RETURN(known, HasRecorded(prepared.recorder, *matter_key));
    }
    const bool erased = known && ground_.vault.tombstones().WholeErasedBy(*matter_key).has_value();
    if (erased) return base::Fail(IdentifierErased(use));
    if (use.defines ? !matter_key : known) continue;
    if (known) return base::Fail(IdentifierTaken(use));
    if (prepared.knows_matters) return base::Fail(IdentifierUnknown(use));
    return base::Fail(IdentifierOfOthers(use));
  }
  return {};
}

// The key of the matter row of the matter that introduced it; nothing for an unknown identifier.
base::Result<std::optional<std::string>> BatchBuilder::FindIdentifier(
    const crypto::Hash& handle) const {
  if (const auto found = identifiers_.find(handle); found != identifiers_.end()) {
    return std::optional<std::string>(found->second);
  }
  ASSIGN_OR_RETURN(const auto row,
                   FindRow(ground_.store, store::RowSpace::kIdentifier, handle.view()));
  if (!row) return std::optional<std::string>();
  ASSIGN_OR_RETURN(std::string key, MatterKeyOf(*row));
  return std::optional<std::string>(std::move(key));
}

base::Result<bool> BatchBuilder::HasRecorded(const std::string& recorder,
                                             const std::string& matter_key) const {
  for (const auto& [name, matter] : matters_) {
    if (vault::HandlePrefix(matter.keys.handle) == matter_key) {
      return matter.state.recorders.contains(recorder);
    }
  }
  ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kMatter, matter_key));
  if (!row) return false;
  ASSIGN_OR_RETURN(const MatterState state, OpenMatterRow(ground_.vault, matter_key, *row));
  return state.recorders.contains(recorder);
}

Placed BatchBuilder::Place(vault::SealedEvent& sealed, std::string_view recorder,
                           MatterInBatch& matter) {
  sealed.SetCore(kMatterSeqSlot, std::to_string(matter.state.matter_seq + 1));
  sealed.SetCore(kMatterPrevSlot, Quoted(crypto::ToHex(matter.state.last_leaf)));
  sealed.SetCore(kRecordedAtSlot, Quoted(base::FormatInstant(recorded_at_)));

  Placed placed;
  placed.seq = next_seq();
  // From here on the entry is bytes.
  placed.entry = event::SerializeEntry(
      {.seq = placed.seq,
       .prev = placed.seq == 0 ? event::GenesisPrev(ground_.vault.origin()) : tail_.last_leaf,
       .digests = sealed.AllDigests()});
  placed.leaf_hash = merkle::LeafHash(placed.entry);
  for (const std::string_view disclosure : sealed.Disclosures()) {
    placed.disclosures.emplace_back(disclosure);
  }
  AddVaultRows(sealed, matter, placed);
  batch_.entries.push_back(placed.entry);
  batch_.rows.push_back(MatterIndexRow(matter.keys, placed.seq));

  tail_.edge.Append(placed.leaf_hash, [this](const merkle::TileId& id, std::string_view hashes) {
    batch_.tiles.push_back({id, std::string(hashes)});
    auto tree = merkle::TileTree::FromBytes(hashes);
    REQ_CHECK(tree);
    full_tiles_.emplace(id, *std::move(tree));
  });
  tail_.last_leaf = placed.leaf_hash;
  tail_.last_recorded_at = recorded_at_;
  matter.state.Append(placed.leaf_hash, recorder);
  matter.changed = true;
  return placed;
}

void BatchBuilder::AddVaultRows(const vault::SealedEvent& sealed, const MatterInBatch& matter,
                                const Placed& placed) {
  const vault::EntryPlace place{.seq = placed.seq, .leaf_hash = placed.leaf_hash};
  const auto add = [&](vault::KeyClass key_class) {
    batch_.vault.push_back({placed.seq, static_cast<std::uint8_t>(key_class),
                            ground_.vault.SealRow(sealed, matter.keys, place, key_class)});
  };
  add(sealed.main_class());
  if (sealed.has_personal()) add(vault::KeyClass::kPersonal);
}

// What the event, in the place that it is about to get, does to the docket. An irregular step is
// refused unless the event says why it is recorded anyhow, or comes from old records.
base::Result<void> BatchBuilder::Fold(docket::FoldEvent fold, const Judgment& judgment) {
  fold.seq = next_seq();
  fold.recorded_at = recorded_at_;
  auto steps = docket_.Try(folder_, fold);
  if (!steps) {
    docket_.Forget();
    return base::Fail(std::move(steps).error());
  }
  for (const docket::Step& step : *steps) {
    if (step.regular || judgment.may_be_irregular) continue;
    docket_.Forget();
    return base::Fail(judgment.tells_state
                          ? Irregular(folder_.book(), step, fold.type)
                          : IrregularWithoutState(folder_.book(), step, fold.type));
  }
  if (docket::ValueAt(fold.members, "withdraws") == "true") {
    const auto resting = docket_.LeftWithoutGround(fold);
    if (!resting || !resting->empty()) docket_.Forget();
    if (!resting) return base::Fail(resting.error());
    if (!resting->empty()) {
      return base::Fail(
          StillRestedOn(judgment.tells_state ? *resting : std::vector<std::uint64_t>()));
    }
  }
  docket_.Keep(std::move(fold));
  return {};
}

base::Result<store::Batch> BatchBuilder::TakeBatch() {
  for (const auto& partial : tail_.edge.Partials()) {
    if (partial.tree.width() > 0) batch_.tiles.push_back({partial.id, partial.tree.Bytes()});
  }
  for (const auto& [name, matter] : matters_) {
    if (matter.changed) batch_.rows.push_back(MatterRow(ground_.vault, matter.keys, matter.state));
  }
  ASSIGN_OR_RETURN(std::vector<store::Row> docket, docket_.TakeRows());
  for (store::Row& row : docket) batch_.rows.push_back(std::move(row));
  batch_.head = SerializeHead(tail_.edge.Head(), ground_.vault);
  return std::move(batch_);
}

}  // namespace reqledger::log
