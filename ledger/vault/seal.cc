#include "ledger/vault/seal.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/crypto/keystream.h"
#include "ledger/crypto/random.h"
#include "ledger/event/json.h"

namespace reqledger::vault {
namespace {

crypto::SecretBytes NewSeed() {
  std::string bytes = crypto::RandomBytes(kSeedBytes);
  crypto::SecretBytes seed(bytes);
  crypto::Wipe(bytes);
  return seed;
}

// The places of the core members, as event::kCoreNames has them.
enum CoreSlot {
  kType = 0,
  kSchema = 1,
  kMatter = 2,
  kMatterSeq = 3,
  kMatterPrev = 4,
  kOccurredAt = 5,
  kRecordedAt = 6,
  kRecordedBy = 7,
};

bool IsPersonal(const event::Event& event, const event::Schema& schema) {
  return std::ranges::any_of(event.members, [&schema](const event::Member& member) {
    const event::MemberSchema* const known = schema.FindMember(member.name);
    return known != nullptr && known->personal;
  });
}

}  // namespace

SaltSource::SaltSource(std::string_view seed) : salts_(crypto::Keystream(seed, base::kSlots)) {}

std::string_view SaltSource::Salt(int slot) const {
  return std::string_view(salts_).substr(static_cast<std::size_t>(slot) * base::kSaltBytes,
                                         base::kSaltBytes);
}

SealedEvent::SealedEvent(const event::Event& event, const event::Schema& schema,
                         std::string_view recorded_by)
    : main_class_(event.matter == event::kLedgerMatter ? KeyClass::kLedger : KeyClass::kOrdinary),
      has_personal_(main_class_ == KeyClass::kOrdinary && IsPersonal(event, schema)),
      main_seed_(NewSeed()),
      main_salts_(std::make_unique<SaltSource>(main_seed_.view())) {
  if (has_personal_) {
    personal_seed_ = NewSeed();
    personal_salts_ = std::make_unique<SaltSource>(personal_seed_.view());
  }
  SealCore(kType, event::CanonicalString(event.type));
  SealCore(kSchema, schema.CoreMember());
  SealCore(kMatter, event::CanonicalString(event.matter));
  SealCore(kOccurredAt, event.occurred_at);
  SealCore(kRecordedBy, event::CanonicalString(recorded_by));
  for (const event::Member& member : event.members) {
    const event::MemberSchema* const known = schema.FindMember(member.name);
    REQ_CHECK(known != nullptr);  // a member of no slot would be lost; Schema::Validate refuses it
    const bool personal = has_personal_ && known->personal;
    SealMember(known->slot, member.name, member.value,
               personal ? KeyClass::kPersonal : main_class_);
  }
  for (int slot = base::kCoreSlots; slot < base::kSlots; ++slot) {
    if (slots_[static_cast<std::size_t>(slot)].name.empty()) SealDecoy(slot);
  }
}

void SealedEvent::SetCore(int slot, std::string canonical_value) {
  REQ_CHECK(slot == kMatterSeq || slot == kMatterPrev || slot == kRecordedAt);
  SealCore(slot, std::move(canonical_value));
}

void SealedEvent::SealCore(int slot, std::string value) {
  SealMember(slot, event::kCoreNames[static_cast<std::size_t>(slot)], std::move(value),
             main_class_);
}

void SealedEvent::SealMember(int slot, std::string_view name, std::string value,
                             KeyClass key_class) {
  Slot& sealed = slots_[static_cast<std::size_t>(slot)];
  SaltSource& salts = key_class == KeyClass::kPersonal ? *personal_salts_ : *main_salts_;
  sealed.disclosure = event::MakeDisclosure(salts.Salt(slot), name, value);
  sealed.digest = event::DisclosureDigest(sealed.disclosure);
  sealed.name = name;
  sealed.value = std::move(value);
  sealed.key_class = key_class;
}

void SealedEvent::SealDecoy(int slot) {
  Slot& sealed = slots_[static_cast<std::size_t>(slot)];
  sealed.disclosure = event::MakeDecoy(main_salts_->Salt(slot));
  sealed.digest = event::DisclosureDigest(sealed.disclosure);
  sealed.key_class = main_class_;
}

Digests SealedEvent::AllDigests() const {
  Digests digests;
  std::ranges::transform(slots_, digests.begin(), &Slot::digest);
  return digests;
}

std::vector<std::string_view> SealedEvent::Disclosures() const {
  std::vector<std::string_view> disclosures;
  for (const Slot& slot : slots_) {
    if (!slot.name.empty()) disclosures.emplace_back(slot.disclosure);
  }
  return disclosures;
}

std::vector<std::string_view> SealedEvent::Decoys() const {
  std::vector<std::string_view> decoys;
  for (const Slot& slot : slots_) {
    if (slot.name.empty()) decoys.emplace_back(slot.disclosure);
  }
  return decoys;
}

std::string_view SealedEvent::seed(KeyClass key_class) const {
  return key_class == KeyClass::kPersonal ? personal_seed_.view() : main_seed_.view();
}

}  // namespace reqledger::vault
