// The file's grammar is in key_record.cc.
#include "ledger/vault/key_table.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/file.h"
#include "ledger/crypto/random.h"
#include "ledger/vault/escrow.h"
#include "ledger/vault/key_table_state.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kKeyBytes = 32;
constexpr std::uint64_t kRecordsMax = UINT32_MAX - 1;

Result<std::uint64_t> SizeOf(int fd) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) return Fail(base::SystemError("stat key table", errno));
  return static_cast<std::uint64_t>(status.st_size);
}

Result<base::FileDescriptor> OpenTable(const std::string& path, bool read_only) {
  ASSIGN_OR_RETURN(base::FileDescriptor file,
                   base::OpenFile(path, read_only ? O_RDONLY : O_RDWR, 0));
  RETURN_IF_ERROR(CheckPrivate(file.get(), path));
  if (!read_only) RETURN_IF_ERROR(LockKeyTable(file.get(), path));
  return file;
}

}  // namespace

crypto::SecretBytes NewKey() {
  std::string bytes = crypto::RandomBytes(kKeyBytes);
  crypto::SecretBytes key(bytes);
  crypto::Wipe(bytes);
  return key;
}

Result<std::string> ReadKeyTable(int fd, std::size_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got =
        pread(fd, bytes.data() + filled, count - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(base::SystemError("read key table", errno));
    if (got == 0) return Fail(Code::kCorrupt, "read key table: it became shorter");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<void> LockKeyTable(int fd, const std::string& path) {
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
  return Fail(Code::kUnavailable, "open " + path + ": another process writes it");
}

// The index, head and ledger keys come first, once each; then only matters.
Result<void> KeyTable::State::LoadRecord(const KeyRecord& record) {
  const auto at = static_cast<std::size_t>(durable);
  if (at == 0) {
    ASSIGN_OR_RETURN(wrapping, LoadKeyEncryptionKey(key_dir, record.epoch, unlock));
  }
  const KeyKind expected = at < kFirstKinds.size() ? kFirstKinds[at] : KeyKind::kMatter;
  if (record.kind != expected || record.epoch != wrapping.epoch) {
    return Fail(Code::kCorrupt, "key table: a record of a kind or epoch that cannot be there");
  }
  if (record.kind == KeyKind::kMatter) {
    return index.Put(record.handle.view(), static_cast<std::uint32_t>(durable),
                     IsOf(HandlePrefix(record.handle)));
  }
  ASSIGN_OR_RETURN(first_keys[at], crypto::UnwrapKey(wrapping.key, record.main));
  return {};
}

Result<void> KeyTable::State::Load() {
  const base::MutexLock lock(mutex);
  ASSIGN_OR_RETURN(const std::uint64_t size, SizeOf(file.get()));
  const std::uint64_t count = (size - kKeyTableHeaderBytes) / kKeyRecordBytes;
  if (count < kFirstKinds.size() || count > kRecordsMax) {
    return Fail(Code::kCorrupt, "key table: too short or too long");
  }
  while (durable < count) {
    const std::size_t now = std::min<std::size_t>(kKeyRecordsAtOnce, count - durable);
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadKeyTable(file.get(), KeyRecordOffset(durable), now * kKeyRecordBytes));
    for (std::size_t i = 0; i < now; ++i, ++durable) {
      ASSIGN_OR_RETURN(const KeyRecord record, checksum.Take(std::string_view(bytes).substr(
                                                   i * kKeyRecordBytes, kKeyRecordBytes)));
      RETURN_IF_ERROR(LoadRecord(record));
    }
  }
  dropped = static_cast<std::size_t>(size - KeyRecordOffset(count));
  // The rows of these keys were never committed: the sync before their commit had not returned.
  if (dropped != 0 && !read_only &&
      ftruncate(file.get(), static_cast<off_t>(KeyRecordOffset(count))) != 0) {
    return Fail(base::SystemError("drop the cut end of the key table", errno));
  }
  return {};
}

Result<KeyRecord> KeyTable::State::Read(std::uint32_t record) const {
  if (record < durable) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadKeyTable(file.get(), KeyRecordOffset(record), kKeyRecordBytes));
    return ParseKeyRecord(bytes);
  }
  const auto at = static_cast<std::size_t>(record - durable) * kKeyRecordBytes;
  return ParseKeyRecord(std::string_view(pending).substr(at, kKeyRecordBytes));
}

KeyIndex::IsRecord KeyTable::State::IsOf(std::string_view handle_prefix) const {
  return [this, handle_prefix](std::uint32_t record) REQUIRES(mutex) -> Result<bool> {
    ASSIGN_OR_RETURN(const KeyRecord found, Read(record));
    return HandlePrefix(found.handle) == handle_prefix;
  };
}

// Null where the matter has no record.
Result<const MatterKeys*> KeyTable::State::Open(std::string_view handle_prefix) {
  if (const MatterKeys* cached = cache.Find(handle_prefix)) return cached;
  ASSIGN_OR_RETURN(const auto at, index.Find(handle_prefix, IsOf(handle_prefix)));
  if (!at) return nullptr;
  ASSIGN_OR_RETURN(const KeyRecord record, Read(*at));
  MatterKeys keys{record.handle, record.generation, {}, {}};
  ASSIGN_OR_RETURN(keys.ordinary, crypto::UnwrapKey(wrapping.key, record.main));
  ASSIGN_OR_RETURN(keys.personal, crypto::UnwrapKey(wrapping.key, record.personal));
  return &cache.Put(std::move(keys));
}

Result<const MatterKeys*> KeyTable::State::Add(const Hash& handle) {
  if (read_only || failed) {
    return Fail(Code::kUnavailable, read_only ? "add keys: the key table is open to be read only"
                                              : "add keys: an earlier sync failed");
  }
  if (records() >= kRecordsMax) return Fail(Code::kExhausted, "add keys: the key table is full");
  MatterKeys keys{handle, 1, NewKey(), NewKey()};
  const auto record = static_cast<std::uint32_t>(records());
  pending += checksum.Append({KeyKind::kMatter, wrapping.epoch, keys.generation, handle,
                              crypto::WrapKey(wrapping.key, keys.ordinary),
                              crypto::WrapKey(wrapping.key, keys.personal)});
  RETURN_IF_ERROR(index.Put(handle.view(), record, IsOf(HandlePrefix(handle))));
  return &cache.Put(std::move(keys));
}

KeyTable::KeyTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
KeyTable::~KeyTable() = default;

Result<void> KeyTable::Create(const Options& options) {
  ASSIGN_OR_RETURN(const crypto::SecretBytes unlock, LoadUnlockKey(options.unlock));
  ASSIGN_OR_RETURN(const KeyEncryptionKey wrapping,
                   LoadKeyEncryptionKey(options.key_dir, 1, unlock));
  std::string bytes = KeyTableHeader(options.origin);
  KeyChecksum checksum(bytes);
  for (const KeyKind kind : kFirstKinds) {
    bytes +=
        checksum.Append({kind, wrapping.epoch, 0, {}, crypto::WrapKey(wrapping.key, NewKey()), {}});
  }
  return base::CreateFileDurably(KeyTablePath(options.key_dir), bytes, 0600);
}

Result<std::unique_ptr<KeyTable>> KeyTable::Open(const Options& options) {
  const std::string path = KeyTablePath(options.key_dir);
  ASSIGN_OR_RETURN(base::FileDescriptor file, OpenTable(path, options.read_only));
  ASSIGN_OR_RETURN(const std::uint64_t size, SizeOf(file.get()));
  if (size < kKeyTableHeaderBytes) return Fail(Code::kCorrupt, path + ": cut short");
  ASSIGN_OR_RETURN(const std::string header, ReadKeyTable(file.get(), 0, kKeyTableHeaderBytes));
  const std::string expected = KeyTableHeader(options.origin);
  constexpr std::size_t kMagicBytes = kKeyTableHeaderBytes - kKeyBytes;
  if (header.compare(0, kMagicBytes, expected, 0, kMagicBytes) != 0) {
    return Fail(Code::kCorrupt, path + ": no key table, or not of version 1");
  }
  if (header != expected) return Fail(Code::kUntrusted, path + ": of another origin");
  auto state = std::make_unique<State>(std::move(file), header, options);
  ASSIGN_OR_RETURN(state->unlock, LoadUnlockKey(options.unlock));
  RETURN_IF_ERROR(state->Load());
  // A crash had come between a rewrapped table and the end of the key before.
  if (!options.read_only) {
    ASSIGN_OR_RETURN(state->old_keys_destroyed,
                     DestroyKeysBefore(options.key_dir, state->wrapping.epoch));
    RETURN_IF_ERROR(RemoveEscrowsBefore(options.key_dir, state->wrapping.epoch));
  }
  return std::make_unique<KeyTable>(std::move(state));
}

std::size_t KeyTable::dropped_tail_bytes() const { return state_->dropped; }
bool KeyTable::lies_unwrapped() const {
  const base::MutexLock lock(state_->mutex);
  return state_->unlock.size() != 0 && !state_->wrapping.wrapped;
}
std::uint32_t KeyTable::old_keys_destroyed() const { return state_->old_keys_destroyed; }

std::uint32_t KeyTable::epoch() const {
  const base::MutexLock lock(state_->mutex);
  return state_->wrapping.epoch;
}
Result<bool> KeyTable::IsEscrowed() const { return HasEscrow(state_->key_dir); }
const crypto::SecretBytes& KeyTable::index_key() const { return state_->first_keys[0]; }
const crypto::SecretBytes& KeyTable::head_key() const { return state_->first_keys[1]; }
const crypto::SecretBytes& KeyTable::ledger_key() const { return state_->first_keys[2]; }

std::uint64_t KeyTable::matter_count() const {
  const base::MutexLock lock(state_->mutex);
  return state_->index.size();
}

Result<MatterKeys> KeyTable::KeysFor(const Hash& handle) {
  const base::MutexLock lock(state_->mutex);
  ASSIGN_OR_RETURN(const MatterKeys* keys, state_->Open(HandlePrefix(handle)));
  if (keys == nullptr) {
    ASSIGN_OR_RETURN(keys, state_->Add(handle));
  }
  return *keys;
}

// Only the one writing thread changes `pending`, so that readers need not wait for the disk.
Result<void> KeyTable::Sync() {
  std::string bytes;
  std::size_t offset = 0;
  {
    const base::MutexLock lock(state_->mutex);
    if (state_->failed) return Fail(Code::kUnavailable, "sync key table: an earlier sync failed");
    if (state_->pending.empty()) return {};
    bytes = state_->pending;
    offset = KeyRecordOffset(state_->durable);
    state_->failed = true;  // until it is known to have worked
  }
  RETURN_IF_ERROR(base::WriteAllAt(state_->file.get(), bytes, offset));
  if (fdatasync(state_->file.get()) != 0) return Fail(base::SystemError("sync key table", errno));
  const base::MutexLock lock(state_->mutex);
  state_->durable += bytes.size() / kKeyRecordBytes;
  state_->pending.clear();
  state_->failed = false;
  return {};
}

Result<MatterKeys> KeyTable::Find(std::string_view handle_prefix) const {
  REQ_CHECK(handle_prefix.size() == kHandlePrefixBytes);
  const base::MutexLock lock(state_->mutex);
  ASSIGN_OR_RETURN(const MatterKeys* keys, state_->Open(handle_prefix));
  if (keys != nullptr) return *keys;
  return Fail(base::Error{Code::kNotFound, "key table: no keys of this matter", {}, "no_key"});
}

Result<std::optional<std::uint32_t>> KeyTable::GenerationOf(std::string_view handle_prefix) const {
  const base::MutexLock lock(state_->mutex);
  ASSIGN_OR_RETURN(const auto at, state_->index.Find(handle_prefix, state_->IsOf(handle_prefix)));
  if (!at) return std::optional<std::uint32_t>();
  ASSIGN_OR_RETURN(const KeyRecord record, state_->Read(*at));
  return std::optional(record.generation);
}

}  // namespace reqledger::vault
