// An event turned into 32 slots: every member salted, every empty slot a decoy.
//
// Errors: none; the event obeys its schema by now.
// Threads: a SealedEvent belongs to one thread at a time; sealing needs no key and no lock.
// Trust: holds the sealed values in the clear.
// Source: docs/formats.md sections 3 and 4.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/crypto/secret.h"
#include "ledger/event/disclosure.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"
#include "ledger/vault/key_class.h"

namespace reqledger::vault {

inline constexpr std::size_t kSeedBytes = 32;

// All salts of one row: that of a slot is AES-256 under the seed of the slot's number as a 16-byte
// big-endian integer.
class SaltSource {
 public:
  explicit SaltSource(std::string_view seed);
  ~SaltSource() { crypto::Wipe(salts_); }
  SaltSource(const SaltSource&) = delete;
  SaltSource& operator=(const SaltSource&) = delete;

  // 16 bytes.
  std::string_view Salt(int slot) const;

 private:
  std::string salts_;
};

struct Slot {
  std::string name;   // empty: a decoy
  std::string value;  // canonical JSON
  KeyClass key_class = KeyClass::kOrdinary;
  event::Digest digest;
  std::string disclosure;
};

using Slots = std::array<Slot, base::kSlots>;
using Digests = std::array<event::Digest, base::kSlots>;

class SealedEvent {
 public:
  // Seals what is known before the event has its place: all but matter_seq, matter_prev and
  // recorded_at. `recorded_by` is plain text.
  SealedEvent(const event::Event& event, const event::Schema& schema, std::string_view recorded_by);

  // The rest, by the sequencer: slots 3, 4 and 6, once each.
  void SetCore(int slot, std::string canonical_value);

  const Slots& slots() const { return slots_; }
  event::Digest DigestAt(int slot) const { return slots_[static_cast<std::size_t>(slot)].digest; }
  Digests AllDigests() const;                         // for the entry
  std::vector<std::string_view> Disclosures() const;  // of the members, in slot order
  std::vector<std::string_view> Decoys() const;       // in slot order

  // kLedger in matter `ledger`, else kOrdinary: the class of core members, decoys and the row that
  // every event has.
  KeyClass main_class() const { return main_class_; }
  bool has_personal() const { return has_personal_; }
  // Of the row of this class.
  std::string_view seed(KeyClass key_class) const;

 private:
  void SealCore(int slot, std::string value);
  void SealMember(int slot, std::string_view name, std::string value, KeyClass key_class);
  void SealDecoy(int slot);

  KeyClass main_class_;
  bool has_personal_ = false;
  crypto::SecretBytes main_seed_;
  crypto::SecretBytes personal_seed_;  // empty without a personal member
  std::unique_ptr<SaltSource> main_salts_;
  std::unique_ptr<SaltSource> personal_salts_;
  Slots slots_;
};

}  // namespace reqledger::vault
