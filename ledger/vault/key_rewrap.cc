// The order of the durable steps, and what a crash after each leaves:
//
//   1. kek.N+1, and its escrows: a key that wraps nothing; the next attempt takes it
//   2. key_table.new a file that nobody reads; the next attempt begins it anew
//   3. rename        the new table, and kek.N, which the next start destroys
//   4. kek.N is overwritten and removed, and so are its escrows
#include "ledger/vault/key_rewrap.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "ledger/vault/escrow.h"
#include "ledger/vault/key_table_state.h"

namespace reqledger::vault {

using base::Code;
using base::Fail;
using base::Result;

namespace {

// The key that an attempt before this one left, or a new one. Never another in its place: where
// folders were mixed up, it may be the only key of a newer table.
Result<KeyEncryptionKey> NextKey(const std::string& key_dir, std::uint32_t epoch,
                                 const crypto::SecretBytes& unlock) {
  auto left = LoadKeyEncryptionKey(key_dir, epoch, unlock);
  if (!left && left.error().code == Code::kNotFound) {
    return CreateKeyEncryptionKey(key_dir, epoch, unlock);
  }
  if (!left) return Fail(base::Wrap("take the key that an earlier rewrap left", left.error()));
  if (!left->wrapped && unlock.size() != 0) {
    RETURN_IF_ERROR(PutUnderUnlockKey(key_dir, unlock, *left));
  }
  return left;
}

}  // namespace

KeyRewrap::KeyRewrap(KeyTable::State& state, FateOf fate)
    : state_(state),
      path_(KeyTablePath(state.key_dir) + ".new"),
      checksum_(KeyTableHeader(state.origin)),
      fate_(std::move(fate)) {}

KeyRewrap::~KeyRewrap() {
  if (!in_place_ && file_.valid()) ::unlink(path_.c_str());
  state_.rewrapping = false;
}

Result<void> KeyRewrap::Begin() {
  const std::uint32_t epoch = state_.wrapping.epoch + 1;
  ASSIGN_OR_RETURN(wrapping_, NextKey(state_.key_dir, epoch, state_.unlock));
  RETURN_IF_ERROR(EscrowKey(state_.key_dir, wrapping_));
  ASSIGN_OR_RETURN(file_, base::OpenFile(path_, O_RDWR | O_CREAT | O_TRUNC, 0600));
  RETURN_IF_ERROR(LockKeyTable(file_.get(), path_));
  return base::WriteAllAt(file_.get(), KeyTableHeader(state_.origin), 0);
}

Result<KeyRecord> KeyRewrap::Again(KeyRecord record, KeyFate fate) const {
  const auto wrap = [this](std::string& wrapped) -> Result<void> {
    ASSIGN_OR_RETURN(const crypto::SecretBytes key,
                     crypto::UnwrapKey(state_.wrapping.key, wrapped));
    wrapped = crypto::WrapKey(wrapping_.key, key);
    return {};
  };
  record.epoch = wrapping_.epoch;
  RETURN_IF_ERROR(wrap(record.main));
  if (record.kind != KeyKind::kMatter) return record;
  if (fate == KeyFate::kNewPersonal) {
    ++record.generation;
    record.personal = crypto::WrapKey(wrapping_.key, NewKey());
  } else {
    RETURN_IF_ERROR(wrap(record.personal));
  }
  return record;
}

Result<void> KeyRewrap::CopyUntil(std::uint64_t end) {
  while (copied_ < end) {
    const std::size_t now = std::min<std::size_t>(kKeyRecordsAtOnce, end - copied_);
    ASSIGN_OR_RETURN(
        const std::string old,
        ReadKeyTable(state_.file.get(), KeyRecordOffset(copied_), now * kKeyRecordBytes));
    std::string fresh;
    fresh.reserve(old.size());
    for (std::size_t i = 0; i < now; ++i) {
      const std::string_view bytes =
          std::string_view(old).substr(i * kKeyRecordBytes, kKeyRecordBytes);
      ASSIGN_OR_RETURN(KeyRecord record, ParseKeyRecord(bytes));
      const KeyFate fate = fate_ && record.kind == KeyKind::kMatter
                               ? fate_(record.handle, record.generation)
                               : KeyFate::kKeep;
      if (fate == KeyFate::kDrop) continue;
      ASSIGN_OR_RETURN(record, Again(std::move(record), fate));
      fresh += checksum_.Append(record);
    }
    RETURN_IF_ERROR(base::WriteAllAt(file_.get(), fresh, KeyRecordOffset(records_)));
    copied_ += now;
    records_ += fresh.size() / kKeyRecordBytes;
  }
  return {};
}

Result<KeyIndex> KeyRewrap::IndexAgain() const {
  KeyIndex index;
  for (std::uint64_t first = 0; first < records_; first += kKeyRecordsAtOnce) {
    const std::size_t now = std::min<std::size_t>(kKeyRecordsAtOnce, records_ - first);
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadKeyTable(file_.get(), KeyRecordOffset(first), now * kKeyRecordBytes));
    for (std::size_t i = 0; i < now; ++i) {
      ASSIGN_OR_RETURN(const KeyRecord record, ParseKeyRecord(std::string_view(bytes).substr(
                                                   i * kKeyRecordBytes, kKeyRecordBytes)));
      if (record.kind != KeyKind::kMatter) continue;
      const auto is_same = [&](std::uint32_t at) -> Result<bool> {
        ASSIGN_OR_RETURN(const std::string other,
                         ReadKeyTable(file_.get(), KeyRecordOffset(at), kKeyRecordBytes));
        ASSIGN_OR_RETURN(const KeyRecord found, ParseKeyRecord(other));
        return found.handle == record.handle;
      };
      RETURN_IF_ERROR(
          index.Put(record.handle.view(), static_cast<std::uint32_t>(first + i), is_same));
    }
  }
  return index;
}

Result<void> KeyRewrap::PutInPlace() {
  std::optional<KeyIndex> index;
  if (records_ != copied_) {
    ASSIGN_OR_RETURN(index, IndexAgain());
  }
  if (::fdatasync(file_.get()) != 0) return Fail(base::SystemError("sync " + path_, errno));
  const std::string place = KeyTablePath(state_.key_dir);
  if (std::rename(path_.c_str(), place.c_str()) != 0) {
    return Fail(base::SystemError("rename " + path_ + " to " + place, errno));
  }
  in_place_ = true;
  {
    const base::MutexLock lock(state_.mutex);
    state_.file = std::move(file_);
    state_.wrapping = wrapping_;
    state_.checksum = checksum_;
    state_.durable = records_;
    if (index) state_.index = *std::move(index);
    if (fate_) state_.cache.Forget();
    state_.failed = true;  // until the new name is durable
  }
  RETURN_IF_ERROR(base::SyncFolder(state_.key_dir));
  const base::MutexLock lock(state_.mutex);
  state_.failed = false;
  return {};
}

Result<std::unique_ptr<KeyRewrap>> KeyTable::BeginRewrap(FateOf fate) {
  if (state_->read_only) {
    return Fail(Code::kUnavailable, "wrap keys anew: the key table is open to be read only");
  }
  if (state_->rewrapping.exchange(true)) {
    return Fail(Code::kConflict, "wrap keys anew: this is under way already");
  }
  std::unique_ptr<KeyRewrap> rewrap(new KeyRewrap(*state_, std::move(fate)));
  RETURN_IF_ERROR(rewrap->Begin());
  const std::uint64_t durable = [&] {
    const base::MutexLock lock(state_->mutex);
    return state_->durable;
  }();
  RETURN_IF_ERROR(rewrap->CopyUntil(durable));
  return rewrap;
}

Result<std::uint32_t> KeyTable::FinishRewrap(KeyRewrap& rewrap) {
  RETURN_IF_ERROR(Sync());  // keys that a refused event had asked for
  const std::uint64_t durable = [&] {
    const base::MutexLock lock(state_->mutex);
    return state_->durable;
  }();
  RETURN_IF_ERROR(rewrap.CopyUntil(durable));
  RETURN_IF_ERROR(rewrap.PutInPlace());
  if (auto destroyed = DestroyKeysBefore(state_->key_dir, rewrap.wrapping_.epoch); !destroyed) {
    return Fail(
        base::Wrap("all keys are wrapped anew, but the old key-encryption key is still there",
                   std::move(destroyed).error()));
  }
  if (auto removed = RemoveEscrowsBefore(state_->key_dir, rewrap.wrapping_.epoch); !removed) {
    return Fail(base::Wrap("all keys are wrapped anew, but an escrow of the old key is still there",
                           std::move(removed).error()));
  }
  return rewrap.wrapping_.epoch;
}

}  // namespace reqledger::vault
