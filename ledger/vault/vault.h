// Disclosures at rest: key table and origin in one hand, for what the log does with them.
//
// Errors: not_found, reason "no_key", where a row's matter has no keys (any more); conflict, reason
// "erased", where keys are asked for to record in a matter that was erased; else as key_table.h,
// tombstones.h and row.h.
// Threads: KeysFor, SyncKeys and FinishRewrap belong to the sequencer; all else to anyone.
// Trust: holds all keys.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/vault/escrow.h"
#include "ledger/vault/key_rewrap.h"
#include "ledger/vault/key_table.h"
#include "ledger/vault/row.h"
#include "ledger/vault/seal.h"
#include "ledger/vault/tombstones.h"

namespace reqledger::vault {

// Makes kek.1, its escrow for these certificates, and key_table in `key_dir`, which is there. Never
// replaces any (conflict).
base::Result<void> InitKeys(const std::string& key_dir, const std::string& origin,
                            const std::vector<EscrowCertificate>& escrow = {},
                            const UnlockKeyFile& unlock = {});

// A derived row by its place in the store: `space` is the number of its store::RowSpace.
struct DerivedPlace {
  std::uint8_t space = 0;
  std::string_view row_key;
};

// An entry by its place in the chain.
struct EntryPlace {
  std::uint64_t seq = 0;
  crypto::Hash leaf_hash;
};

// What who records in a matter that was erased whole is told.
base::Error Erased(std::uint64_t by_seq);

class Vault {
 public:
  // Without tombstones: nothing can be erased, and nothing was.
  static base::Result<std::unique_ptr<Vault>> Open(const KeyTable::Options& options);
  // What has a tombstone is not opened, whatever the key table holds. Keys that are erased and yet
  // there, since a crash or an older copy left them, go first (unless opened to be read only).
  static base::Result<std::unique_ptr<Vault>> Open(const KeyTable::Options& options,
                                                   const Tombstones::Options& tombstones);
  Vault(std::unique_ptr<KeyTable> keys, std::unique_ptr<Tombstones> tombstones, std::string origin);

  const KeyTable& keys() const { return *keys_; }
  Tombstones& tombstones() { return *tombstones_; }
  const Tombstones& tombstones() const { return *tombstones_; }
  // How many matters had keys that opening took away again, since they were erased before.
  std::uint32_t erased_again() const { return erased_again_; }

  // Whether `matter` was erased whole, and by which entry.
  std::optional<std::uint64_t> WholeErasedBy(std::string_view matter) const {
    return tombstones_->WholeErasedBy(HandlePrefix(HandleOf(matter)));
  }
  const std::string& origin() const { return origin_; }

  Hash HandleOf(std::string_view matter) const;
  Hash IdentifierHandleOf(std::string_view entity, std::string_view id) const;

  // The keys of the matter, made where it has none; durable after SyncKeys, which comes before
  // Store::Commit. For matter `ledger` the ledger key.
  base::Result<MatterKeys> KeysFor(std::string_view matter);
  base::Result<void> SyncKeys();
  // Makes none: not_found, reason "no_key".
  base::Result<MatterKeys> FindKeys(std::string_view matter) const;
  // The same for who knows only the first kHandlePrefixBytes of a handle, from a row.
  base::Result<MatterKeys> KeysOfHandle(std::string_view handle_prefix) const;

  // The two halves of a new key-encryption key (key_table.h), the second on the sequencer's thread.
  base::Result<std::unique_ptr<KeyRewrap>> BeginRewrap() { return keys_->BeginRewrap(); }
  // The same without the keys that `scope` of the matter takes away, up to `generation`.
  base::Result<std::unique_ptr<KeyRewrap>> BeginErasure(const Hash& handle, ErasureScope scope,
                                                        std::uint32_t generation) {
    return keys_->BeginRewrap([=](const Hash& each, std::uint32_t its) {
      if (each != handle) return KeyFate::kKeep;
      if (scope == ErasureScope::kMatter) return KeyFate::kDrop;
      return its <= generation ? KeyFate::kNewPersonal : KeyFate::kKeep;
    });
  }
  base::Result<std::uint32_t> FinishRewrap(KeyRewrap& rewrap) {
    return keys_->FinishRewrap(rewrap);
  }

  // The row of the event's main class, and of class personal where it has such members.
  std::string SealRow(const SealedEvent& event, const MatterKeys& keys, const EntryPlace& place,
                      KeyClass key_class) const;
  base::Result<OpenedRow> OpenRow(std::string_view row, const EntryPlace& place,
                                  KeyClass key_class) const;

  // Derived rows lie under their matter's ordinary key, bound to their place. The stored bytes name
  // the matter's keys, so that a row can be opened by who does not know the matter.
  std::string EncryptDerived(const MatterKeys& keys, const DerivedPlace& place,
                             std::string_view bytes) const;
  // Which matter's keys the stored bytes name; nothing for bytes that are not in form.
  static std::optional<std::string_view> HandleOfDerived(std::string_view row);
  base::Result<std::string> DecryptDerived(const DerivedPlace& place, std::string_view row) const;

  // Under the matter's personal key, and gone with it: the row key of an idempotency key, and what
  // tells whether the event is the same one.
  static Hash IdempotencyKeyName(const MatterKeys& keys, std::string_view recorder,
                                 std::string_view idempotency_key);
  static Hash IdempotencyValue(const MatterKeys& keys, std::string_view canonical_event);

  // The HMAC of the head row.
  Hash HeadMac(std::string_view head) const;

 private:
  MatterKeys LedgerKeys() const;
  base::Result<void> EraseAgain();

  std::unique_ptr<KeyTable> keys_;
  std::unique_ptr<Tombstones> tombstones_;
  std::uint32_t erased_again_ = 0;
  std::string origin_;
  Hash ledger_handle_;
};

}  // namespace reqledger::vault
