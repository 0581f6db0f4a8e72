#include "ledger/store/memory_store.h"

#include <utility>

#include "ledger/store/batch.h"

namespace reqledger::store {
namespace {

template <typename Map, typename Key>
base::Result<std::string> FindIn(const Map& map, const Key& key, const char* what) {
  const auto found = map.find(key);
  if (found == map.end()) return base::Fail(NotFound(what));
  return found->second;
}

template <typename Map>
std::uint64_t ValueBytes(const Map& map) {
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : map) bytes += value.size();
  return bytes;
}

}  // namespace

base::Result<void> MemoryStore::Commit(const Batch& batch) {
  const base::MutexLock lock(mutex_);
  RETURN_IF_ERROR(CheckContinues(batch, entries_.size()));
  entries_.insert(entries_.end(), batch.entries.begin(), batch.entries.end());
  for (const TileRow& tile : batch.tiles) tiles_[tile.id] = tile.hashes;
  for (const VaultRow& row : batch.vault) vault_[{row.seq, row.key_class}] = row.bytes;
  for (const VaultName& row : batch.removed_vault) vault_.erase({row.seq, row.key_class});
  for (const RowName& row : batch.removed) rows_.erase({row.space, row.key});
  for (const store::Row& row : batch.rows) rows_[{row.space, row.key}] = row.value;
  head_ = batch.head;
  return {};
}

base::Result<std::string> MemoryStore::Head() const {
  const base::MutexLock lock(mutex_);
  if (head_.empty()) return base::Fail(NotFound("head"));
  return head_;
}

base::Result<std::string> MemoryStore::Entry(std::uint64_t seq) const {
  const base::MutexLock lock(mutex_);
  if (seq >= entries_.size()) return base::Fail(EntryNotFound(seq));
  return entries_[seq];
}

// Entries never change, so reading them one by one is as good as a copy of all.
base::Result<void> MemoryStore::Entries(std::uint64_t first, std::uint64_t end,
                                        const EntryVisitor& visitor) const {
  for (std::uint64_t seq = first; seq < end; ++seq) {
    ASSIGN_OR_RETURN(const std::string entry, MemoryStore::Entry(seq));
    RETURN_IF_ERROR(visitor(seq, entry));
  }
  return {};
}

base::Result<std::string> MemoryStore::Tile(const merkle::TileId& id) const {
  const base::MutexLock lock(mutex_);
  return FindIn(tiles_, id, "tile");
}

base::Result<void> MemoryStore::Tiles(const TileVisitor& visitor) const {
  const auto tiles = [this] {
    const base::MutexLock lock(mutex_);
    return tiles_;
  }();
  for (const auto& [id, hashes] : tiles) RETURN_IF_ERROR(visitor(id, hashes));
  return {};
}

base::Result<std::string> MemoryStore::Vault(std::uint64_t seq, std::uint8_t key_class) const {
  const base::MutexLock lock(mutex_);
  return FindIn(vault_, std::pair(seq, key_class), "vault row");
}

base::Result<std::string> MemoryStore::Row(RowSpace space, std::string_view key) const {
  const base::MutexLock lock(mutex_);
  return FindIn(rows_, RowKey(space, key), "row");
}

base::Result<void> MemoryStore::Rows(RowSpace space, std::string_view prefix,
                                     const RowVisitor& visitor) const {
  std::vector<std::pair<std::string, std::string>> rows;
  {
    const base::MutexLock lock(mutex_);
    for (auto row = rows_.lower_bound(RowKey(space, prefix)); row != rows_.end(); ++row) {
      if (row->first.first != space || !row->first.second.starts_with(prefix)) break;
      rows.emplace_back(row->first.second, row->second);
    }
  }
  for (const auto& [key, value] : rows) RETURN_IF_ERROR(visitor(key, value));
  return {};
}

base::Result<void> MemoryStore::PutCheckpoint(std::uint64_t size, std::string_view bytes) {
  const base::MutexLock lock(mutex_);
  checkpoints_.insert_or_assign(size, std::string(bytes));
  return {};
}

base::Result<std::string> MemoryStore::Checkpoint(std::uint64_t size) const {
  const base::MutexLock lock(mutex_);
  return FindIn(checkpoints_, size, "checkpoint");
}

base::Result<void> MemoryStore::Checkpoints(const CheckpointVisitor& visitor) const {
  const auto checkpoints = [this] {
    const base::MutexLock lock(mutex_);
    return checkpoints_;
  }();
  for (const auto& [size, bytes] : checkpoints) RETURN_IF_ERROR(visitor(size, bytes));
  return {};
}

base::Result<PublishedCheckpoint> MemoryStore::LatestCheckpoint() const {
  const base::MutexLock lock(mutex_);
  if (checkpoints_.empty()) return base::Fail(NotFound("checkpoint"));
  const auto& [size, bytes] = *checkpoints_.rbegin();
  return PublishedCheckpoint{size, bytes};
}

base::Result<void> MemoryStore::Snapshot(const std::string& folder) const {
  return base::Fail(base::Code::kUnavailable,
                    "snapshot to " + folder + ": a store in memory has no files");
}

std::uint64_t MemoryStore::ApproximateBytes() const {
  const base::MutexLock lock(mutex_);
  std::uint64_t bytes = head_.size();
  for (const std::string& entry : entries_) bytes += entry.size();
  return bytes + ValueBytes(tiles_) + ValueBytes(vault_) + ValueBytes(rows_) +
         ValueBytes(checkpoints_);
}

}  // namespace reqledger::store
