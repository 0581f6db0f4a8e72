#include "ledger/store/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/store/batch.h"
#include "ledger/store/keys.h"
#include "ledger/store/read_lock.h"
#include "ledger/store/rocksdb_store_env.h"

namespace reqledger::store {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kHeadKey = "head";
constexpr std::string_view kFormat = "reqledger store 1";

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::uint64_t kWalBytesMax = 64 * kMiB;  // bounds what a start must replay
constexpr std::uint64_t kReadAheadEntries = 1024;  // walks of so many read ahead

// One column family each, with the keys of keys.h; the default one holds head and format.
enum Table : std::size_t { kDefault, kEntries, kTiles, kVault, kRows, kCheckpoints };

struct TableOptions {
  const char* name;
  std::size_t write_buffer_bytes;  // two at most are held: together 62 MiB
  bool bloom;                      // only where a key that is not there is asked for
};
constexpr std::array<TableOptions, 6> kTables = {{
    {"default", kMiB / 2, false},
    {"entries", 12 * kMiB, false},
    {"tiles", 2 * kMiB, false},
    {"vault", 12 * kMiB, false},
    {"rows", 4 * kMiB, true},
    {"checkpoints", kMiB / 2, false},
}};

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// RocksDB names files and offsets in its messages, never a key or a value.
base::Error ToError(std::string_view what, const rocksdb::Status& status) {
  Code code = Code::kIo;
  if (status.IsNotFound()) code = Code::kNotFound;
  if (status.IsCorruption() || status.IsInvalidArgument()) code = Code::kCorrupt;
  if (status.IsNotSupported()) code = Code::kUnavailable;
  return base::Error{code, std::string(what) + ": " + status.ToString(), {}, {}};
}

// docs/decisions/wal-recovery.md says why point in time.
rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options, rocksdb::Env& env) {
  rocksdb::DBOptions db;
  db.env = &env;
  db.create_if_missing = options.create;
  db.create_missing_column_families = options.create;
  db.error_if_exists = options.create;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.max_total_wal_size = kWalBytesMax;
  db.max_bgerror_resume_count = 0;  // after a failed write only opening anew tells the truth
  db.max_open_files = 256;
  db.max_background_jobs = 2;
  db.bytes_per_sync = kMiB;  // no burst of dirty pages in front of a synced commit
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 2;
  db.max_log_file_size = kMiB;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Families() {
  rocksdb::BlockBasedTableOptions blocks;
  // Not strict: a strict cache that is full fails reads instead of growing by the blocks in use.
  blocks.block_cache = rocksdb::NewLRUCache(32 * kMiB, 4);
  blocks.block_size = 16 * 1024;
  // Indexes and filters in the cache, in parts: whole they would grow with the ledger.
  blocks.cache_index_and_filter_blocks = true;
  blocks.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  blocks.format_version = 5;
  rocksdb::BlockBasedTableOptions with_bloom = blocks;
  with_bloom.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  with_bloom.partition_filters = true;

  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const TableOptions& table : kTables) {
    rocksdb::ColumnFamilyOptions family;
    family.write_buffer_size = table.write_buffer_bytes;
    family.max_write_buffer_number = 2;
    // Ciphertext does not shrink, and entries are digests: LZ4 takes off 3 %, zstd 26 %, but then
    // reading them is slower than hashing them.
    family.compression = rocksdb::kNoCompression;
    family.table_factory.reset(
        rocksdb::NewBlockBasedTableFactory(table.bloom ? with_bloom : blocks));
    families.emplace_back(table.name, family);
  }
  return families;
}

class RocksDbStore final : public Store {
 public:
  RocksDbStore(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> tables,
               base::FileDescriptor read_lock)
      : read_lock_(std::move(read_lock)), db_(std::move(db)), tables_(std::move(tables)) {}
  ~RocksDbStore() override {
    for (rocksdb::ColumnFamilyHandle* table : tables_) db_->DestroyColumnFamilyHandle(table);
  }

  Result<void> MarkFormat() {
    rocksdb::WriteBatch write;
    Put(write, kDefault, kFormatKey, kFormat);
    return Write(write, "create");
  }
  // What was written last when the database was created, so that a half-created one shows.
  Result<void> CheckFormat() const {
    const auto format = Get(kDefault, kFormatKey, "format");
    if (format && *format == kFormat) return {};
    if (!format && format.error().code != Code::kNotFound) return Fail(format.error());
    return Fail(Code::kCorrupt, "open database: not of format \"" + std::string(kFormat) +
                                    "\", or its creation did not finish");
  }
  Result<void> FindNextSeq() {
    const auto last = Iterate(kEntries, {});
    last->SeekToLast();
    if (!last->Valid()) return Ended(*last, "find the last entry");
    ASSIGN_OR_RETURN(const std::uint64_t seq, NumberOfKey(ToView(last->key())));
    next_seq_ = seq + 1;
    return {};
  }

  Result<void> Commit(const Batch& batch) override {
    RETURN_IF_ERROR(CheckContinues(batch, next_seq_));
    rocksdb::WriteBatch write;
    std::uint64_t seq = batch.first_seq;
    for (const std::string& entry : batch.entries) Put(write, kEntries, NumberKey(seq++), entry);
    for (const TileRow& tile : batch.tiles) Put(write, kTiles, TileKey(tile.id), tile.hashes);
    for (const VaultRow& row : batch.vault)
      Put(write, kVault, VaultKey(row.seq, row.key_class), row.bytes);
    for (const auto& [row_seq, key_class] : batch.removed_vault)
      write.Delete(tables_[kVault], ToSlice(VaultKey(row_seq, key_class)));
    for (const auto& [space, key] : batch.removed)
      write.Delete(tables_[kRows], ToSlice(RowKey(space, key)));
    for (const auto& [space, key, value] : batch.rows) Put(write, kRows, RowKey(space, key), value);
    Put(write, kDefault, kHeadKey, batch.head);
    RETURN_IF_ERROR(Write(write, "commit"));
    next_seq_ += batch.entries.size();
    return {};
  }

  Result<std::string> Head() const override { return Get(kDefault, kHeadKey, "head"); }

  Result<std::string> Entry(std::uint64_t seq) const override {
    return Get(kEntries, NumberKey(seq), "entry " + std::to_string(seq));
  }

  Result<void> Entries(std::uint64_t first, std::uint64_t end,
                       const EntryVisitor& visitor) const override {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    if (end > first && end - first >= kReadAheadEntries) options.readahead_size = kMiB;
    const auto entry = Iterate(kEntries, options);
    entry->Seek(NumberKey(first));
    for (std::uint64_t seq = first; seq < end; ++seq) {
      if (!entry->Valid()) {
        RETURN_IF_ERROR(Ended(*entry, "read entry " + std::to_string(seq)));
        return Fail(EntryNotFound(seq));
      }
      ASSIGN_OR_RETURN(const std::uint64_t found, NumberOfKey(ToView(entry->key())));
      if (found != seq) return Fail(EntryNotFound(seq));
      RETURN_IF_ERROR(visitor(seq, ToView(entry->value())));
      entry->Next();
    }
    return {};
  }

  Result<std::string> Tile(const merkle::TileId& id) const override {
    return Get(kTiles, TileKey(id), "tile " + merkle::TilePath(id, merkle::kTileWidth));
  }

  Result<void> Tiles(const TileVisitor& visitor) const override {
    return Walk(kTiles, {},
                [&visitor](std::string_view key, std::string_view value) -> Result<void> {
                  ASSIGN_OR_RETURN(const merkle::TileId id, TileOfKey(key));
                  return visitor(id, value);
                });
  }

  Result<std::string> Vault(std::uint64_t seq, std::uint8_t key_class) const override {
    return Get(kVault, VaultKey(seq, key_class), "vault row of entry " + std::to_string(seq));
  }

  Result<std::string> Row(RowSpace space, std::string_view key) const override {
    return Get(kRows, RowKey(space, key), "row");
  }

  Result<void> Rows(RowSpace space, std::string_view prefix,
                    const RowVisitor& visitor) const override {
    return Walk(kRows, RowKey(space, prefix),
                [&visitor](std::string_view key, std::string_view value) {
                  return visitor(key.substr(1), value);
                });
  }

  Result<void> PutCheckpoint(std::uint64_t size, std::string_view bytes) override {
    rocksdb::WriteBatch write;
    Put(write, kCheckpoints, NumberKey(size), bytes);
    return Write(write, "put checkpoint " + std::to_string(size));
  }

  Result<std::string> Checkpoint(std::uint64_t size) const override {
    return Get(kCheckpoints, NumberKey(size), "checkpoint " + std::to_string(size));
  }

  Result<void> Checkpoints(const CheckpointVisitor& visitor) const override {
    return Walk(kCheckpoints, {},
                [&visitor](std::string_view key, std::string_view value) -> Result<void> {
                  ASSIGN_OR_RETURN(const std::uint64_t size, NumberOfKey(key));
                  return visitor(size, value);
                });
  }

  Result<PublishedCheckpoint> LatestCheckpoint() const override {
    const auto last = Iterate(kCheckpoints, {});
    last->SeekToLast();
    if (!last->Valid()) {
      RETURN_IF_ERROR(Ended(*last, "find the latest checkpoint"));
      return Fail(NotFound("checkpoint"));
    }
    ASSIGN_OR_RETURN(const std::uint64_t size, NumberOfKey(ToView(last->key())));
    return PublishedCheckpoint{size, last->value().ToString()};
  }

  Result<void> Snapshot(const std::string& folder) const override {
    rocksdb::Checkpoint* made = nullptr;
    const rocksdb::Status status = rocksdb::Checkpoint::Create(db_.get(), &made);
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
    if (!status.ok()) return Fail(ToError("snapshot", status));
    const rocksdb::Status copied = checkpoint->CreateCheckpoint(folder);
    if (!copied.ok()) return Fail(ToError("snapshot to " + folder, copied));
    return {};
  }

  // Flushed first: a write-ahead log goes when nothing of it is in memory alone.
  Result<void> Compact() override {
    const rocksdb::Status flushed = db_->Flush(rocksdb::FlushOptions(), tables_);
    if (!flushed.ok()) return Fail(ToError("flush", flushed));
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    for (const Table table : {kVault, kRows}) {
      const rocksdb::Status status = db_->CompactRange(options, tables_[table], nullptr, nullptr);
      if (!status.ok()) return Fail(ToError(std::string("compact ") + kTables[table].name, status));
    }
    return {};
  }

  std::uint64_t ApproximateBytes() const override {
    std::uint64_t total = 0;
    for (rocksdb::ColumnFamilyHandle* table : tables_) {
      for (const auto* property : {"rocksdb.total-sst-files-size", "rocksdb.size-all-mem-tables"}) {
        std::uint64_t bytes = 0;
        if (db_->GetIntProperty(table, property, &bytes)) total += bytes;
      }
    }
    return total;
  }

 private:
  void Put(rocksdb::WriteBatch& write, Table table, std::string_view key,
           std::string_view value) const {
    write.Put(tables_[table], ToSlice(key), ToSlice(value));
  }

  // Crash before the sync returns: the batch is whole in the write-ahead log or it is cut off as
  // the torn end of it; nobody was told.
  Result<void> Write(rocksdb::WriteBatch& write, const std::string& what) {
    if (failed_) {
      return Fail(Code::kUnavailable, what + ": an earlier write failed; open the store anew");
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status status = db_->Write(options, &write);
    if (status.ok()) return {};
    failed_ = true;
    base::Error error = ToError(what, status);
    error.code = Code::kIo;  // whatever the cause, the outcome is unknown
    return Fail(std::move(error));
  }

  Result<std::string> Get(Table table, std::string_view key, const std::string& what) const {
    std::string value;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), tables_[table], ToSlice(key), &value);
    if (status.IsNotFound()) return Fail(NotFound(what));
    if (!status.ok()) return Fail(ToError("read " + what, status));
    return value;
  }

  std::unique_ptr<rocksdb::Iterator> Iterate(Table table,
                                             const rocksdb::ReadOptions& options) const {
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, tables_[table]));
  }

  Result<void> Walk(Table table, std::string_view prefix, const RowVisitor& visitor) const {
    const auto row = Iterate(table, {});
    for (row->Seek(ToSlice(prefix)); row->Valid(); row->Next()) {
      if (!ToView(row->key()).starts_with(prefix)) return {};
      RETURN_IF_ERROR(visitor(ToView(row->key()), ToView(row->value())));
    }
    return Ended(*row, std::string("walk ") + kTables[table].name);
  }

  // An iterator that stops at damage looks like one at its end but for its status.
  static Result<void> Ended(const rocksdb::Iterator& iterator, const std::string& what) {
    if (iterator.status().ok()) return {};
    return Fail(ToError(what, iterator.status()));
  }

  base::FileDescriptor read_lock_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> tables_;  // in the order of Table; owned by db_
  std::uint64_t next_seq_ = 0;                        // of the committing thread
  std::atomic<bool> failed_ = false;
};

// Makes the folder before RocksDB does, for the owner alone.
Result<void> MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return Fail(base::SystemError("create folder " + path, errno));
}

struct Opened {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> tables;
};

Result<Opened> OpenDatabase(const RocksDbOptions& options, rocksdb::Env& env) {
  const rocksdb::DBOptions database = DatabaseOptions(options, env);
  Opened opened;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(database, options.path, Families(), &opened.tables, &db)
          : rocksdb::DB::Open(database, options.path, Families(), &opened.tables, &db);
  opened.db.reset(db);
  if (status.ok()) return opened;
  // RocksDB says "IO error: While lock file: …/LOCK: Resource temporarily unavailable".
  if (status.IsIOError() && status.ToString().find("lock ") != std::string::npos) {
    return Fail(HeldByAnother(options.path));
  }
  return Fail(ToError("open database " + options.path, status));
}

}  // namespace

Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(const RocksDbOptions& options,
                                                  rocksdb::Env& env) {
  if (options.create) RETURN_IF_ERROR(MakeFolder(options.path));
  const bool there = env.FileExists(options.path + "/CURRENT").ok();
  if (!options.create && !there) return Fail(NotFound("database " + options.path));
  if (options.create && there) {
    return Fail(Code::kConflict, "create database " + options.path + ": there is one already");
  }
  base::FileDescriptor read_lock;
  if (options.read_only) {
    ASSIGN_OR_RETURN(read_lock, LockForReading(options.path));
  }
  ASSIGN_OR_RETURN(Opened opened, OpenDatabase(options, env));
  auto store = std::make_unique<RocksDbStore>(std::move(opened.db), std::move(opened.tables),
                                              std::move(read_lock));
  if (options.create) RETURN_IF_ERROR(store->MarkFormat());
  RETURN_IF_ERROR(store->CheckFormat());
  RETURN_IF_ERROR(store->FindNextSeq());
  return store;
}

Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options) {
  return OpenRocksDbStoreOn(options, *rocksdb::Env::Default());
}

}  // namespace reqledger::store
