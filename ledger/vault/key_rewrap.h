// A key table on its way under the next key-encryption key: a second file beside the first.
//
// Errors: as key_table.h. Goes without a trace but the next key-encryption key, which the next
// attempt takes, unless it was finished.
// Threads: one at a time. The table outlives it.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/file.h"
#include "ledger/base/result.h"
#include "ledger/vault/key_encryption_key.h"
#include "ledger/vault/key_index.h"
#include "ledger/vault/key_record.h"
#include "ledger/vault/key_table.h"

namespace reqledger::vault {

class KeyRewrap {
 public:
  ~KeyRewrap();
  KeyRewrap(const KeyRewrap&) = delete;
  KeyRewrap& operator=(const KeyRewrap&) = delete;

 private:
  friend class KeyTable;
  KeyRewrap(KeyTable::State& state, FateOf fate);

  base::Result<void> Begin();
  // The records up to `end`, which are in the old file.
  base::Result<void> CopyUntil(std::uint64_t end);
  base::Result<KeyRecord> Again(KeyRecord record, KeyFate fate) const;
  base::Result<void> PutInPlace();
  // Where records were left out, all others stand elsewhere now.
  base::Result<KeyIndex> IndexAgain() const;

  KeyTable::State& state_;
  const std::string path_;
  KeyEncryptionKey wrapping_;
  base::FileDescriptor file_;
  KeyChecksum checksum_;
  const FateOf fate_;          // none: all are kept
  std::uint64_t copied_ = 0;   // records of the old file
  std::uint64_t records_ = 0;  // of the new one
  bool in_place_ = false;
};

}  // namespace reqledger::vault
