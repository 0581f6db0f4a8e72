// The two kinds of Store, for tests that hold for both.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "ledger/store/memory_store.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::store {

struct MemoryKind {
  Store& store() { return store_; }

 private:
  MemoryStore store_;
};

struct RocksDbKind {
  RocksDbKind() {
    auto store = OpenRocksDbStore({.path = folder_.path("db"), .create = true});
    EXPECT_TRUE(store) << store.error().message;
    if (store) store_ = std::move(*store);
  }
  Store& store() { return *store_; }

 private:
  testing::TempDir folder_;
  std::unique_ptr<Store> store_;
};

// Two entries from `first_seq` on with everything that belongs to them, told apart by `mark`.
inline Batch MakeBatch(std::uint64_t first_seq, const std::string& mark) {
  Batch batch;
  batch.first_seq = first_seq;
  batch.entries = {"entry " + std::to_string(first_seq) + mark,
                   "entry " + std::to_string(first_seq + 1) + mark};
  batch.tiles = {{{0, 0}, std::string(32 * (first_seq + 2), 'h')}};
  batch.vault = {{first_seq, 1, "ordinary" + mark}, {first_seq, 0, "personal" + mark}};
  batch.rows = {{RowSpace::kMatter, "matter", "state" + mark},
                {RowSpace::kIdempotency, "key" + std::to_string(first_seq), mark}};
  batch.head = "head " + std::to_string(first_seq + 2) + mark;
  return batch;
}

}  // namespace reqledger::store
