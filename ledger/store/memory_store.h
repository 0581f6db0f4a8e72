// A Store in memory: what tests run on, with the whole contract but durability and snapshots.
//
// Threads: as Store; every call takes one lock, none holds it while a visitor runs.
#pragma once

#include <map>
#include <utility>

#include "ledger/base/mutex.h"
#include "ledger/store/store.h"

namespace reqledger::store {

class MemoryStore : public Store {
 public:
  base::Result<void> Commit(const Batch& batch) override;

  base::Result<std::string> Head() const override;
  base::Result<std::string> Entry(std::uint64_t seq) const override;
  base::Result<void> Entries(std::uint64_t first, std::uint64_t end,
                             const EntryVisitor& visitor) const override;
  base::Result<std::string> Tile(const merkle::TileId& id) const override;
  base::Result<void> Tiles(const TileVisitor& visitor) const override;
  base::Result<std::string> Vault(std::uint64_t seq, std::uint8_t key_class) const override;
  base::Result<std::string> Row(RowSpace space, std::string_view key) const override;
  base::Result<void> Rows(RowSpace space, std::string_view prefix,
                          const RowVisitor& visitor) const override;

  base::Result<void> PutCheckpoint(std::uint64_t size, std::string_view bytes) override;
  base::Result<std::string> Checkpoint(std::uint64_t size) const override;
  base::Result<void> Checkpoints(const CheckpointVisitor& visitor) const override;
  base::Result<PublishedCheckpoint> LatestCheckpoint() const override;

  base::Result<void> Snapshot(const std::string& folder) const override;
  base::Result<void> Compact() override { return {}; }
  std::uint64_t ApproximateBytes() const override;

 private:
  using RowKey = std::pair<RowSpace, std::string>;

  mutable base::Mutex mutex_;
  std::string head_ GUARDED_BY(mutex_);
  std::vector<std::string> entries_ GUARDED_BY(mutex_);
  std::map<merkle::TileId, std::string> tiles_ GUARDED_BY(mutex_);
  std::map<std::pair<std::uint64_t, std::uint8_t>, std::string> vault_ GUARDED_BY(mutex_);
  std::map<RowKey, std::string> rows_ GUARDED_BY(mutex_);
  std::map<std::uint64_t, std::string> checkpoints_ GUARDED_BY(mutex_);
};

}  // namespace reqledger::store
