// The keys of all matters in one file outside the database, `key_table` in the key directory.
//
// Errors: opening gives not_found, permission_denied (readable by others), unavailable (another
// process writes it), corrupt (a record does not follow from the one before), untrusted (wrapped
// under another key, or of another origin). No message holds a key.
// Threads: one thread adds and syncs; any number look up beside it.
// Limits: 2^32 − 2 matters; in memory at most 22 bytes a matter and 16384 opened ones. Opening
// reads the file once: its time grows with the number of matters, not of entries. Trust: with the
// key-encryption key, whoever has the file reads every sealed value.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/sha256.h"
#include "ledger/vault/matter_handle.h"
#include "ledger/vault/unlock_key.h"

namespace reqledger::vault {

// The opened keys of one matter. For matter `ledger` both are the one key of class 2.
struct MatterKeys {
  Hash handle;
  std::uint32_t generation = 0;  // of the personal key: a fresh one follows an erased one
  crypto::SecretBytes personal;
  crypto::SecretBytes ordinary;
};

class KeyRewrap;

// What becomes of a matter's keys where all are wrapped anew, by handle and generation.
enum class KeyFate { kKeep, kNewPersonal, kDrop };
using FateOf = std::function<KeyFate(const Hash& handle, std::uint32_t generation)>;

class KeyTable {
 public:
  struct Options {
    std::string key_dir;
    std::string origin;
    bool read_only = false;  // may run beside a writer; adds nothing
    UnlockKeyFile unlock = {};
  };

  // Makes key_table with an index, a head and a ledger key, wrapped under epoch 1, which is there.
  static base::Result<void> Create(const Options& options);
  // Reads the whole file once. A record cut short at its end, left by a crash before any row was
  // committed under it, is dropped.
  static base::Result<std::unique_ptr<KeyTable>> Open(const Options& options);
  ~KeyTable();
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // Bytes of a last record that a crash had cut short, for the daemon's log; 0 where there was
  // none.
  std::size_t dropped_tail_bytes() const;
  std::uint64_t matter_count() const;
  // Of the key-encryption key that wraps all others.
  std::uint32_t epoch() const;
  // It lies in the clear although there is an unlock key: the next one will not.
  bool lies_unwrapped() const;
  // How many old key-encryption keys opening destroyed, which a crash had left.
  std::uint32_t old_keys_destroyed() const;

  // Whether the key-encryption key lies in envelopes, too, of which there may be copies elsewhere.
  base::Result<bool> IsEscrowed() const;

  const crypto::SecretBytes& index_key() const;
  const crypto::SecretBytes& head_key() const;
  const crypto::SecretBytes& ledger_key() const;

  // The keys of the matter, made where it has none. New ones are durable only after Sync, which
  // comes before the first row under them is committed.
  base::Result<MatterKeys> KeysFor(const Hash& handle);
  // One append and one fdatasync for all new keys; nothing where there are none. After an error
  // the outcome is unknown and every later call is refused: opening anew tells.
  base::Result<void> Sync();

  // Wraps all keys anew under the key-encryption key of the next epoch, made where there is none,
  // in two halves. The long one copies what is there, on any thread, while others add. Errors:
  // conflict where another is under way.
  // Keys whose fate is not to be kept are in no table any more, and in no memory of this one, once
  // it is finished: that is erasure.
  base::Result<std::unique_ptr<KeyRewrap>> BeginRewrap(FateOf fate = {});
  // The short one, on the writing thread: copies what was added since, puts the new table in place
  // of the old one, and destroys the old key-encryption key. Returns the new epoch. An error before
  // the new table is in place leaves the old one in use; after it, nothing more is added.
  base::Result<std::uint32_t> FinishRewrap(KeyRewrap& rewrap);

  // By a handle's first kHandlePrefixBytes. Errors: not_found where the matter has no keys (here
  // any more).
  base::Result<MatterKeys> Find(std::string_view handle_prefix) const;
  // Of the matter's personal key; nothing where the matter has no keys.
  base::Result<std::optional<std::uint32_t>> GenerationOf(std::string_view handle_prefix) const;

 private:
  struct State;
  friend class KeyRewrap;

 public:
  explicit KeyTable(std::unique_ptr<State> state);  // for Open alone: State is private

 private:
  std::unique_ptr<State> state_;
};

}  // namespace reqledger::vault
