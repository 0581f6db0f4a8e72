// Disclosures at rest: key table and origin in one hand, for what the log does with them.
//
// Errors: not_found, reason "no_key", where a row's matter has no keys (any more); else as
// key_table.h and row.h.
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

namespace reqledger::vault {

// Makes kek.1, its escrow for these certificates, and key_table in `key_dir`, which is there. Never
// replaces any (conflict).
base::Result<void> InitKeys(const std::string& key_dir, const std::string& origin,
                            const std::vector<EscrowCertificate>& escrow = {});

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

class Vault {
 public:
  static base::Result<std::unique_ptr<Vault>> Open(const KeyTable::Options& options);
  Vault(std::unique_ptr<KeyTable> keys, std::string origin);

  const KeyTable& keys() const { return *keys_; }
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

  std::unique_ptr<KeyTable> keys_;
  std::string origin_;
  Hash ledger_handle_;
};

}  // namespace reqledger::vault
