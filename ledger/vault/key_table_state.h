// What an open key table is made of. For key_table.cc and key_rewrap.cc alone.
//
// Threads: the writing thread adds, syncs and puts a rewrapped file in place; all others read under
// the mutex.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/vault/key_cache.h"
#include "ledger/vault/key_encryption_key.h"
#include "ledger/vault/key_index.h"
#include "ledger/vault/key_record.h"
#include "ledger/vault/key_table.h"

namespace reqledger::vault {

inline constexpr std::size_t kCachedMattersMax = 16384;  // a few MB
inline constexpr std::size_t kKeyRecordsAtOnce = 8192;   // read: about 1 MB
inline constexpr std::array kFirstKinds = {KeyKind::kIndex, KeyKind::kHead, KeyKind::kLedger};

inline std::string KeyTablePath(const std::string& key_dir) { return key_dir + "/key_table"; }

inline std::size_t KeyRecordOffset(std::uint64_t record) {
  return kKeyTableHeaderBytes + static_cast<std::size_t>(record) * kKeyRecordBytes;
}

// `count` bytes of the table at `offset`; corrupt where it ends before.
base::Result<std::string> ReadKeyTable(int fd, std::size_t offset, std::size_t count);
// 32 random bytes.
crypto::SecretBytes NewKey();
// That no other process writes it.
base::Result<void> LockKeyTable(int fd, const std::string& path);

struct KeyTable::State {
  State(base::FileDescriptor opened, std::string_view header, const Options& options)
      : file(std::move(opened)),
        key_dir(options.key_dir),
        origin(options.origin),
        read_only(options.read_only),
        checksum(header) {}

  base::Result<void> Load() EXCLUDES(mutex);
  base::Result<void> LoadRecord(const KeyRecord& record) REQUIRES(mutex);
  base::Result<KeyRecord> Read(std::uint32_t record) const REQUIRES(mutex);
  KeyIndex::IsRecord IsOf(std::string_view handle_prefix) const REQUIRES(mutex);
  base::Result<const MatterKeys*> Open(std::string_view handle_prefix) REQUIRES(mutex);
  base::Result<const MatterKeys*> Add(const Hash& handle) REQUIRES(mutex);
  std::uint64_t records() const REQUIRES(mutex) {
    return durable + pending.size() / kKeyRecordBytes;
  }

  base::FileDescriptor file;  // the writing thread puts another in its place
  const std::string key_dir;
  const std::string origin;
  const bool read_only;
  std::size_t dropped = 0;
  std::uint32_t old_keys_destroyed = 0;
  crypto::SecretBytes unlock;  // empty: there is none
  KeyEncryptionKey wrapping;
  std::array<crypto::SecretBytes, kFirstKinds.size()> first_keys;  // these never change once open

  mutable base::Mutex mutex;
  KeyChecksum checksum GUARDED_BY(mutex);
  KeyIndex index GUARDED_BY(mutex);
  KeyCache cache GUARDED_BY(mutex){kCachedMattersMax};
  std::uint64_t durable GUARDED_BY(mutex) = 0;  // records in the file
  std::string pending GUARDED_BY(mutex);        // records that are not yet
  bool failed GUARDED_BY(mutex) = false;
  std::atomic<bool> rewrapping = false;  // one at a time
};

}  // namespace reqledger::vault
