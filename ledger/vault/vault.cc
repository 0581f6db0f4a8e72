// A derived row, integers big-endian:
//
//   row = u8 1 ‖ matter handle[16] ‖ nonce[12] ‖ ciphertext ‖ tag[16]
//
// AES-256-GCM under the matter's ordinary key; its associated data is
//   "reqledger/derived/v1" ‖ 0x00 ‖ u8 space ‖ row key
#include "ledger/vault/vault.h"

#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/crypto/aead.h"
#include "ledger/crypto/mac.h"
#include "ledger/event/event.h"
#include "ledger/vault/key_encryption_key.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr char kDerivedVersion = 1;
constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kZero("\0", 1);

base::Error NoKey() { return {Code::kNotFound, "key table: the matter was erased", {}, "no_key"}; }

std::string DerivedData(const DerivedPlace& place) {
  std::string data("reqledger/derived/v1\0", 21);
  data += static_cast<char>(place.space);
  return data += place.row_key;
}

}  // namespace

base::Error Erased(std::uint64_t by_seq) {
  return {Code::kConflict,
          "the matter was lawfully erased by entry " + std::to_string(by_seq) +
              "; it takes no further event",
          {{"/matter", "erased", "a matter that was not erased"}},
          "erased"};
}

Result<void> InitKeys(const std::string& key_dir, const std::string& origin,
                      const std::vector<EscrowCertificate>& escrow, const UnlockKeyFile& unlock) {
  ASSIGN_OR_RETURN(const crypto::SecretBytes unlock_key, LoadUnlockKey(unlock));
  RETURN_IF_ERROR(AddEscrow(key_dir, escrow));
  ASSIGN_OR_RETURN(const KeyEncryptionKey key, CreateKeyEncryptionKey(key_dir, 1, unlock_key));
  RETURN_IF_ERROR(EscrowKey(key_dir, key));
  return KeyTable::Create({.key_dir = key_dir, .origin = origin, .unlock = unlock});
}

Result<std::unique_ptr<Vault>> Vault::Open(const KeyTable::Options& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<KeyTable> keys, KeyTable::Open(options));
  return std::make_unique<Vault>(std::move(keys), std::make_unique<Tombstones>(), options.origin);
}

Result<std::unique_ptr<Vault>> Vault::Open(const KeyTable::Options& options,
                                           const Tombstones::Options& tombstones) {
  ASSIGN_OR_RETURN(std::unique_ptr<Tombstones> erased, Tombstones::Open(tombstones));
  ASSIGN_OR_RETURN(std::unique_ptr<KeyTable> keys, KeyTable::Open(options));
  auto vault = std::make_unique<Vault>(std::move(keys), std::move(erased), options.origin);
  if (!options.read_only) RETURN_IF_ERROR(vault->EraseAgain());
  return vault;
}

// Rather than refuse: an operator who lost the key folder has nothing else than its older copy, and
// what was erased is the one thing of it that nobody may have. A crash in the middle of an erasure
// is finished in the same way.
Result<void> Vault::EraseAgain() {
  for (const Tombstone& tombstone : tombstones_->InEffect()) {
    ASSIGN_OR_RETURN(const auto generation, keys_->GenerationOf(HandlePrefix(tombstone.handle)));
    if (generation &&
        (tombstone.scope == ErasureScope::kMatter || *generation <= tombstone.generation)) {
      ++erased_again_;
    }
  }
  if (erased_again_ == 0) return {};
  const auto fate = [this](const Hash& handle, std::uint32_t generation) {
    const std::string_view prefix = HandlePrefix(handle);
    if (tombstones_->WholeErasedBy(prefix)) return KeyFate::kDrop;
    return generation <= tombstones_->ErasedGeneration(prefix) ? KeyFate::kNewPersonal
                                                               : KeyFate::kKeep;
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<KeyRewrap> rewrap, keys_->BeginRewrap(fate));
  ASSIGN_OR_RETURN([[maybe_unused]] const std::uint32_t epoch, keys_->FinishRewrap(*rewrap));
  return {};
}

Vault::Vault(std::unique_ptr<KeyTable> keys, std::unique_ptr<Tombstones> tombstones,
             std::string origin)
    : keys_(std::move(keys)),
      tombstones_(std::move(tombstones)),
      origin_(std::move(origin)),
      ledger_handle_(HandleOf(event::kLedgerMatter)) {}

Hash Vault::HandleOf(std::string_view matter) const {
  return MatterHandle(keys_->index_key(), matter);
}

Hash Vault::IdentifierHandleOf(std::string_view entity, std::string_view id) const {
  return IdentifierHandle(keys_->index_key(), entity, id);
}

MatterKeys Vault::LedgerKeys() const {
  return {ledger_handle_, 0, keys_->ledger_key(), keys_->ledger_key()};
}

Result<MatterKeys> Vault::KeysFor(std::string_view matter) {
  if (matter == event::kLedgerMatter) return LedgerKeys();
  const Hash handle = HandleOf(matter);
  if (const auto by = tombstones_->WholeErasedBy(HandlePrefix(handle))) return Fail(Erased(*by));
  return keys_->KeysFor(handle);
}

Result<void> Vault::SyncKeys() { return keys_->Sync(); }

Result<MatterKeys> Vault::FindKeys(std::string_view matter) const {
  return KeysOfHandle(HandlePrefix(HandleOf(matter)));
}

Result<MatterKeys> Vault::KeysOfHandle(std::string_view handle_prefix) const {
  if (handle_prefix == HandlePrefix(ledger_handle_)) return LedgerKeys();
  const std::uint32_t erased = tombstones_->ErasedGeneration(handle_prefix);
  if (erased == 0) return keys_->Find(handle_prefix);
  if (tombstones_->WholeErasedBy(handle_prefix)) return Fail(NoKey());
  ASSIGN_OR_RETURN(MatterKeys keys, keys_->Find(handle_prefix));
  if (keys.generation > erased) return keys;
  // A table that is only read holds it still. It opens nothing.
  keys.generation = 0;
  keys.personal = crypto::SecretBytes(std::string(kKeyBytes, '\0'));
  return keys;
}

std::string Vault::SealRow(const SealedEvent& event, const MatterKeys& keys,
                           const EntryPlace& place, KeyClass key_class) const {
  return EncodeRow(event, keys, {place.seq, place.leaf_hash, key_class, origin_});
}

Result<OpenedRow> Vault::OpenRow(std::string_view row, const EntryPlace& place,
                                 KeyClass key_class) const {
  const auto open = [&]() -> Result<OpenedRow> {
    ASSIGN_OR_RETURN(const RowKeyName name, ParseRowKeyName(row));
    ASSIGN_OR_RETURN(const MatterKeys keys, KeysOfHandle(name.handle_prefix));
    return vault::OpenRow(row, keys, {place.seq, place.leaf_hash, key_class, origin_});
  };
  auto opened = open();
  if (opened) return opened;
  return Fail(base::Wrap("open entry " + std::to_string(place.seq), std::move(opened).error()));
}

std::string Vault::EncryptDerived(const MatterKeys& keys, const DerivedPlace& place,
                                  std::string_view bytes) const {
  std::string row(1, kDerivedVersion);
  row += HandlePrefix(keys.handle);
  return row += crypto::AeadSeal(keys.ordinary.view(), DerivedData(place), bytes);
}

std::optional<std::string_view> Vault::HandleOfDerived(std::string_view row) {
  base::Cursor cursor(row);
  const auto version = cursor.TakeU8();
  if (!version || *version != kDerivedVersion) return std::nullopt;
  return cursor.Take(kHandlePrefixBytes);
}

Result<std::string> Vault::DecryptDerived(const DerivedPlace& place, std::string_view row) const {
  const auto handle_prefix = HandleOfDerived(row);
  if (!handle_prefix) return Fail(Code::kCorrupt, "derived row: not in form");
  ASSIGN_OR_RETURN(const MatterKeys keys, KeysOfHandle(*handle_prefix));
  return crypto::AeadOpen(keys.ordinary.view(), DerivedData(place),
                          row.substr(1 + kHandlePrefixBytes));
}

// A recorder has no zero byte, so the parts cannot run into each other.
Hash Vault::IdempotencyKeyName(const MatterKeys& keys, std::string_view recorder,
                               std::string_view idempotency_key) {
  return crypto::Hmac(keys.personal.view(),
                      {"reqledger/idempotency/v1", kZero, recorder, kZero, idempotency_key});
}

Hash Vault::IdempotencyValue(const MatterKeys& keys, std::string_view canonical_event) {
  return crypto::Hmac(keys.personal.view(),
                      {"reqledger/idempotent-event/v1", kZero, canonical_event});
}

Hash Vault::HeadMac(std::string_view head) const {
  return crypto::Hmac(keys_->head_key().view(), {head});
}

}  // namespace reqledger::vault
