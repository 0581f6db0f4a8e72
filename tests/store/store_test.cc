// The contract of Store, on each kind of it.
#include "ledger/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/store/stores.h"

namespace reqledger::store {
namespace {

using base::Code;
using base::Result;

template <typename Kind>
class StoreTest : public ::testing::Test {
 protected:
  Store& store() { return kind_.store(); }

  std::vector<std::string> Walked(std::uint64_t first, std::uint64_t end) {
    std::vector<std::string> entries;
    const auto walked = store().Entries(first, end, [&](std::uint64_t seq, std::string_view entry) {
      EXPECT_EQ(seq, first + entries.size());
      entries.emplace_back(entry);
      return Result<void>();
    });
    EXPECT_TRUE(walked) << walked.error().message;
    return entries;
  }

  std::vector<std::string> RowKeys(RowSpace space, std::string_view prefix) {
    std::vector<std::string> keys;
    const auto walked = store().Rows(space, prefix, [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return Result<void>();
    });
    EXPECT_TRUE(walked);
    return keys;
  }

 private:
  Kind kind_;
};

using Kinds = ::testing::Types<MemoryKind, RocksDbKind>;
TYPED_TEST_SUITE(StoreTest, Kinds);

TYPED_TEST(StoreTest, HasNothingAtFirst) {
  const Store& store = this->store();
  EXPECT_EQ(store.Head().error().code, Code::kNotFound);
  EXPECT_EQ(store.Entry(0).error().code, Code::kNotFound);
  EXPECT_EQ(store.Tile({0, 0}).error().code, Code::kNotFound);
  EXPECT_EQ(store.Vault(0, 1).error().code, Code::kNotFound);
  EXPECT_EQ(store.Row(RowSpace::kMatter, "m").error().code, Code::kNotFound);
  EXPECT_EQ(store.Checkpoint(1).error().code, Code::kNotFound);
  EXPECT_EQ(store.LatestCheckpoint().error().code, Code::kNotFound);
}

TYPED_TEST(StoreTest, GivesBackWhatWasCommitted) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  ASSERT_TRUE(store.Commit(MakeBatch(2, "b")));
  EXPECT_EQ(*store.Head(), "head 4b");
  EXPECT_EQ(*store.Entry(1), "entry 1a");
  EXPECT_EQ(*store.Entry(2), "entry 2b");
  EXPECT_EQ(*store.Vault(0, 1), "ordinarya");
  EXPECT_EQ(*store.Vault(2, 0), "personalb");
  EXPECT_EQ(store.Vault(1, 1).error().code, Code::kNotFound);
  EXPECT_EQ(*store.Row(RowSpace::kIdempotency, "key0"), "a");
}

TYPED_TEST(StoreTest, ReplacesTilesRowsAndHead) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  ASSERT_TRUE(store.Commit(MakeBatch(2, "b")));
  EXPECT_EQ(store.Tile({0, 0})->size(), 4U * 32U);
  EXPECT_EQ(*store.Row(RowSpace::kMatter, "matter"), "stateb");
}

TYPED_TEST(StoreTest, NeverReplacesOrSkipsAnEntry) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  for (const std::uint64_t first : {0U, 1U, 3U}) {
    EXPECT_EQ(store.Commit(MakeBatch(first, "b")).error().code, Code::kConflict) << first;
  }
  EXPECT_EQ(*store.Head(), "head 2a");
  EXPECT_EQ(this->Walked(0, 2), (std::vector<std::string>{"entry 0a", "entry 1a"}));
  EXPECT_EQ(*store.Row(RowSpace::kMatter, "matter"), "statea");
  EXPECT_TRUE(store.Commit(MakeBatch(2, "c"))) << "a refusal is no failed write";
}

TYPED_TEST(StoreTest, CommitsRowsWithoutEntries) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  Batch rows;
  rows.rows = {{RowSpace::kMatter, "matter", "again"}};
  rows.head = "head 2a";
  ASSERT_TRUE(store.Commit(rows));
  EXPECT_EQ(*store.Row(RowSpace::kMatter, "matter"), "again");
  EXPECT_EQ(*store.Entry(1), "entry 1a");
}

TYPED_TEST(StoreTest, RemovesRowsBeforeItPutsOthers) {
  Batch batch;
  batch.rows = {{RowSpace::kDocket, "a", "1"}, {RowSpace::kDocket, "b", "2"}};
  ASSERT_TRUE(this->store().Commit(batch));
  Batch again;
  again.removed = {{RowSpace::kDocket, "a"}, {RowSpace::kDocket, "b"}, {RowSpace::kMatter, "b"}};
  again.rows = {{RowSpace::kDocket, "b", "3"}};
  ASSERT_TRUE(this->store().Commit(again));
  EXPECT_EQ(this->store().Row(RowSpace::kDocket, "a").error().code, base::Code::kNotFound);
  EXPECT_EQ(this->store().Row(RowSpace::kDocket, "b"), "3");
}

TYPED_TEST(StoreTest, WalksEntriesInOrder) {
  Store& store = this->store();
  // Past 255 and 256, where an order of keys that is not that of numbers would show.
  for (std::uint64_t first = 0; first < 600; first += 2) {
    ASSERT_TRUE(store.Commit(MakeBatch(first, "")));
  }
  EXPECT_EQ(this->Walked(0, 600).size(), 600U);
  EXPECT_EQ(this->Walked(254, 258),
            (std::vector<std::string>{"entry 254", "entry 255", "entry 256", "entry 257"}));
  EXPECT_TRUE(this->Walked(7, 7).empty());
  EXPECT_TRUE(this->Walked(9, 7).empty());
}

TYPED_TEST(StoreTest, NamesTheFirstMissingEntry) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  int seen = 0;
  const auto walked = store.Entries(0, 5, [&seen](std::uint64_t, std::string_view) {
    ++seen;
    return Result<void>();
  });
  EXPECT_EQ(walked.error().code, Code::kNotFound);
  EXPECT_NE(walked.error().message.find("entry 2"), std::string::npos) << walked.error().message;
  EXPECT_EQ(seen, 2);
}

TYPED_TEST(StoreTest, EndsAWalkWithTheVisitorsError) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "a")));
  ASSERT_TRUE(store.PutCheckpoint(2, "note"));
  const base::Error enough{Code::kExhausted, "enough", {}, {}};
  const auto refuse = [&enough](auto&&...) -> Result<void> { return base::Fail(enough); };
  EXPECT_EQ(store.Entries(0, 2, refuse).error().code, Code::kExhausted);
  EXPECT_EQ(store.Tiles(refuse).error().code, Code::kExhausted);
  EXPECT_EQ(store.Rows(RowSpace::kMatter, "", refuse).error().code, Code::kExhausted);
  EXPECT_EQ(store.Checkpoints(refuse).error().code, Code::kExhausted);
}

TYPED_TEST(StoreTest, WalksRowsOfOneSpaceAndPrefix) {
  Store& store = this->store();
  const std::string high = "k\xff";
  Batch batch;
  batch.rows = {{RowSpace::kMatterIndex, "kb", "1"}, {RowSpace::kMatterIndex, "ka", "2"},
                {RowSpace::kMatterIndex, high, "3"}, {RowSpace::kMatterIndex, "l", "4"},
                {RowSpace::kMatter, "ka", "5"},      {RowSpace::kIdentifier, "ka", "6"}};
  batch.head = "head";
  ASSERT_TRUE(store.Commit(batch));
  EXPECT_EQ(this->RowKeys(RowSpace::kMatterIndex, "k"),
            (std::vector<std::string>{"ka", "kb", high}));
  EXPECT_EQ(this->RowKeys(RowSpace::kMatterIndex, "").size(), 4U);
  EXPECT_EQ(this->RowKeys(RowSpace::kMatter, "k"), (std::vector<std::string>{"ka"}));
  EXPECT_TRUE(this->RowKeys(RowSpace::kIdempotency, "").empty());
  EXPECT_EQ(*store.Row(RowSpace::kIdentifier, "ka"), "6");
}

TYPED_TEST(StoreTest, WalksTilesByLevelThenIndex) {
  Store& store = this->store();
  Batch batch;
  batch.tiles = {{{1, 0}, "d"}, {{0, 300}, "c"}, {{0, 2}, "b"}, {{0, 0}, "a"}};
  batch.head = "head";
  ASSERT_TRUE(store.Commit(batch));
  std::string order;
  std::vector<merkle::TileId> ids;
  ASSERT_TRUE(store.Tiles([&](const merkle::TileId& id, std::string_view hashes) {
    ids.push_back(id);
    order += hashes;
    return Result<void>();
  }));
  EXPECT_EQ(order, "abcd");
  EXPECT_EQ(ids, (std::vector<merkle::TileId>{{0, 0}, {0, 2}, {0, 300}, {1, 0}}));
}

TYPED_TEST(StoreTest, KeepsPublishedCheckpointsBySize) {
  Store& store = this->store();
  ASSERT_TRUE(store.PutCheckpoint(512, "late"));
  ASSERT_TRUE(store.PutCheckpoint(64, "early"));
  ASSERT_TRUE(store.PutCheckpoint(512, "late, cosigned"));
  EXPECT_EQ(*store.Checkpoint(64), "early");
  EXPECT_EQ(store.LatestCheckpoint()->size, 512U);
  EXPECT_EQ(store.LatestCheckpoint()->bytes, "late, cosigned");
  std::vector<std::uint64_t> sizes;
  ASSERT_TRUE(store.Checkpoints([&sizes](std::uint64_t size, std::string_view) {
    sizes.push_back(size);
    return Result<void>();
  }));
  EXPECT_EQ(sizes, (std::vector<std::uint64_t>{64, 512}));
}

TYPED_TEST(StoreTest, SaysHowMuchItHolds) {
  Store& store = this->store();
  const std::uint64_t before = store.ApproximateBytes();
  Batch batch;
  batch.entries = {std::string(1024 * 1024, 'e')};
  batch.head = "head";
  ASSERT_TRUE(store.Commit(batch));
  EXPECT_GE(store.ApproximateBytes(), before + 1024 * 1024);
}

// Every reader sees whole batches: never a head without its entries and rows.
TYPED_TEST(StoreTest, IsReadWhileItIsWritten) {
  Store& store = this->store();
  ASSERT_TRUE(store.Commit(MakeBatch(0, "")));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::uint64_t first = 2; first < 400; first += 2) {
      EXPECT_TRUE(store.Commit(MakeBatch(first, "")));
    }
    done = true;
  });
  std::uint64_t rounds = 0;
  do {
    const std::uint64_t size = std::stoull(store.Head()->substr(5));
    EXPECT_EQ(this->Walked(0, size).size(), size);
    EXPECT_TRUE(store.Vault(size - 2, 0));
    EXPECT_TRUE(store.Row(RowSpace::kIdempotency, "key" + std::to_string(size - 2)));
    EXPECT_GE(store.Tile({0, 0})->size(), 32 * size);
    ++rounds;
  } while (!done);
  writer.join();
  EXPECT_GT(rounds, 0U);
}

}  // namespace
}  // namespace reqledger::store
