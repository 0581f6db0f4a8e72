// What RocksDbStore promises beyond the contract of Store: files, locks, damage, snapshots.
#include "ledger/store/rocksdb_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "ledger/base/file.h"
#include "tests/store/stores.h"
#include "tests/store/whole.h"

namespace reqledger::store {
namespace {

using base::Code;

std::unique_ptr<Store> Open(const RocksDbOptions& options) {
  auto store = OpenRocksDbStore(options);
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(*store) : nullptr;
}

Code OpenError(const RocksDbOptions& options) {
  const auto store = OpenRocksDbStore(options);
  EXPECT_FALSE(store);
  return store ? Code::kIo : store.error().code;
}

TEST(RocksDbStoreTest, KeepsAllOverReopening) {
  const testing::TempDir folder;
  {
    const auto store = Open({.path = folder.path("db"), .create = true});
    ASSERT_TRUE(store->Commit(MakeBatch(0, "a")));
    ASSERT_TRUE(store->PutCheckpoint(2, "note"));
  }
  {
    const auto store = Open({.path = folder.path("db")});
    EXPECT_EQ(WholeSize(*store), 2U);
    EXPECT_EQ(store->Commit(MakeBatch(0, "b")).error().code, Code::kConflict);
    ASSERT_TRUE(store->Commit(MakeBatch(2, "b")));
  }
  const auto store = Open({.path = folder.path("db"), .read_only = true});
  EXPECT_EQ(WholeSize(*store), 4U);
  EXPECT_EQ(*store->Entry(1), "entry 1a");
  EXPECT_EQ(store->LatestCheckpoint()->bytes, "note");
}

TEST(RocksDbStoreTest, CreatesOnlyWhenAskedAndOnlyOnce) {
  const testing::TempDir folder;
  EXPECT_EQ(OpenError({.path = folder.path("db")}), Code::kNotFound);
  EXPECT_EQ(OpenError({.path = folder.path("db"), .read_only = true}), Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder.path("db")));
  Open({.path = folder.path("db"), .create = true});
  EXPECT_EQ(OpenError({.path = folder.path("db"), .create = true}), Code::kConflict);
  Open({.path = folder.path("db")});
}

TEST(RocksDbStoreTest, MakesItsFolderForTheOwnerAlone) {
  const testing::TempDir folder;
  Open({.path = folder.path("db"), .create = true});
  struct stat status = {};
  ASSERT_EQ(stat(folder.path("db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(RocksDbStoreTest, WritesNothingWhenOpenToBeRead) {
  const testing::TempDir folder;
  Open({.path = folder.path("db"), .create = true});
  const auto store = Open({.path = folder.path("db"), .read_only = true});
  EXPECT_FALSE(store->Commit(MakeBatch(0, "a")));
  EXPECT_EQ(WholeSize(*store), 0U);
}

TEST(RocksDbStoreTest, IsOpenedOnce) {
  const testing::TempDir folder;
  const auto store = Open({.path = folder.path("db"), .create = true});
  const auto second = OpenRocksDbStore({.path = folder.path("db")});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  EXPECT_NE(second.error().message.find("another process"), std::string::npos);
}

TEST(RocksDbStoreTest, KeepsWritersOutWhileItIsRead) {
  const testing::TempDir folder;
  Open({.path = folder.path("db"), .create = true});
  auto reader = Open({.path = folder.path("db"), .read_only = true});
  const auto second_reader = Open({.path = folder.path("db"), .read_only = true});
  EXPECT_EQ(OpenError({.path = folder.path("db")}), Code::kUnavailable);
}

// A process that holds LOCK as RocksDB does.
TEST(RocksDbStoreTest, IsNotReadBesideAWriter) {
  const testing::TempDir folder;
  Open({.path = folder.path("db"), .create = true});
  const std::string lock_path = folder.path("db/LOCK");
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    const int file = open(lock_path.c_str(), O_RDWR);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const char locked = fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
    if (write(ready[1], &locked, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char locked = 'n';
  ASSERT_EQ(read(ready[0], &locked, 1), 1);
  ASSERT_EQ(locked, 'y');
  EXPECT_EQ(OpenError({.path = folder.path("db"), .read_only = true}), Code::kUnavailable);
  EXPECT_EQ(OpenError({.path = folder.path("db")}), Code::kUnavailable);
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  Open({.path = folder.path("db"), .read_only = true});
}

TEST(RocksDbStoreTest, RefusesADatabaseOfAnotherMaker) {
  const testing::TempDir folder;
  Open({.path = folder.path("db"), .create = true});
  // An unfinished creation looks the same: the format is what is written last.
  for (const auto& file : std::filesystem::directory_iterator(folder.path("db"))) {
    if (file.path().extension() == ".log") std::filesystem::resize_file(file.path(), 0);
  }
  EXPECT_EQ(OpenError({.path = folder.path("db")}), Code::kCorrupt);
}

// The write-ahead log of a database with three batches that nothing was flushed of.
struct Logged {
  Logged() {
    const auto store = Open({.path = folder.path("db"), .create = true});
    for (const std::uint64_t first : {0U, 2U, 4U}) {
      sizes.push_back(LogSize());
      EXPECT_TRUE(store->Commit(MakeBatch(first, "a")));
    }
    sizes.push_back(LogSize());
  }
  std::filesystem::path Log() const {
    for (const auto& file : std::filesystem::directory_iterator(folder.path("db"))) {
      if (file.path().extension() == ".log" && file.file_size() != 0) return file.path();
    }
    return {};
  }
  std::uint64_t LogSize() const {
    const std::filesystem::path log = Log();
    return log.empty() ? 0 : std::filesystem::file_size(log);
  }

  testing::TempDir folder;
  std::vector<std::uint64_t> sizes;  // before the first batch, and after each
};

TEST(RocksDbLogTest, CutAnywhereLeavesWholeBatches) {
  const Logged logged;
  for (std::uint64_t size = logged.sizes[1]; size <= logged.sizes[3]; size += 9) {
    const testing::TempDir copy;
    std::filesystem::copy(logged.folder.path("db"), copy.path("db"));
    std::filesystem::resize_file(copy.path("db") / logged.Log().filename(), size);
    const std::uint64_t expected = size < logged.sizes[2] ? 2 : size < logged.sizes[3] ? 4 : 6;
    EXPECT_EQ(WholeSize(*Open({.path = copy.path("db")})), expected) << size;
  }
}

// What is lost here the high-water mark tells; the store's part is that no hole opens.
TEST(RocksDbLogTest, ChangedAnywhereLeavesWholeBatches) {
  const Logged logged;
  const std::string bytes = *base::ReadFile(logged.Log(), 1 << 20);
  for (std::uint64_t at = logged.sizes[0]; at < logged.sizes[3]; at += 23) {
    const testing::TempDir copy;
    std::filesystem::copy(logged.folder.path("db"), copy.path("db"));
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    std::ofstream(copy.path("db") / logged.Log().filename(), std::ios::binary) << changed;
    const std::uint64_t most = at < logged.sizes[1] ? 0 : at < logged.sizes[2] ? 2 : 4;
    const auto store = Open({.path = copy.path("db")});
    EXPECT_EQ(WholeSize(*store), most) << at;
    EXPECT_TRUE(store->Commit(MakeBatch(most, "after"))) << at;
  }
}

TEST(RocksDbSnapshotTest, IsOneMomentBesideWrites) {
  const testing::TempDir folder;
  const auto store = Open({.path = folder.path("db"), .create = true});
  ASSERT_TRUE(store->Commit(MakeBatch(0, "")));
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> acknowledged = 2;
  std::thread writer([&] {
    for (std::uint64_t first = 2; !done; first += 2) {
      EXPECT_TRUE(store->Commit(MakeBatch(first, "")));
      acknowledged = first + 2;
    }
  });
  for (int i = 0; i < 12; ++i) {
    const std::uint64_t before = acknowledged;
    const std::string path = folder.path(std::to_string(i));
    const auto made = store->Snapshot(path);
    ASSERT_TRUE(made) << made.error().message;
    const std::uint64_t size = WholeSize(*Open({.path = path, .read_only = i % 2 == 0}));
    EXPECT_GE(size, before);
  }
  done = true;
  writer.join();
  EXPECT_EQ(WholeSize(*store), acknowledged);
}

TEST(RocksDbSnapshotTest, NeverReplacesAFolder) {
  const testing::TempDir folder;
  const auto store = Open({.path = folder.path("db"), .create = true});
  std::filesystem::create_directory(folder.path("there"));
  EXPECT_FALSE(store->Snapshot(folder.path("there")));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("there")));
}

// Nothing of the rows in the info log, whatever happens.
TEST(RocksDbStoreTest, LogsNoValue) {
  const testing::TempDir folder;
  const std::string marker = "a-value-that-must-not-be-logged";
  {
    const auto store = Open({.path = folder.path("db"), .create = true});
    Batch batch = MakeBatch(0, "a");
    batch.rows.push_back({RowSpace::kMatter, marker, marker});
    ASSERT_TRUE(store->Commit(batch));
    ASSERT_TRUE(store->Snapshot(folder.path("snapshot")));
  }
  int logs = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path("db"))) {
    if (!file.path().filename().string().starts_with("LOG")) continue;
    EXPECT_EQ(base::ReadFile(file.path(), 1 << 20)->find(marker), std::string::npos);
    ++logs;
  }
  EXPECT_GT(logs, 0);
}

}  // namespace
}  // namespace reqledger::store
