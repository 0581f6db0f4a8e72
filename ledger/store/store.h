// Where a ledger lies: one atomic, synced commit and few reads, drawn for what the log needs.
//
// Units: seq names an entry and starts at 0; size counts entries.
// Errors: not_found where nothing is stored under the name; corrupt where the store's own bytes
// contradict themselves; io where the system refused. After a failed Commit or PutCheckpoint the
// outcome is unknown: every later write is refused (unavailable), and opening anew tells the truth.
// Threads: one thread at a time commits; all else may be called by any number of threads beside it.
// Trust: nothing here is authentic by itself. Head and tree are checked by the log; vault, head and
// rows are opaque bytes here.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"

namespace reqledger::store {

// The derived rows, which can be made again from the entries and the vault. The numbers are stored.
enum class RowSpace : std::uint8_t {
  kMatter = 1,       // state of a matter
  kMatterIndex = 2,  // which entries belong to a matter
  kIdentifier = 3,   // which entry defined an identifier
  kIdempotency = 4,  // what was answered to an idempotency key
  kDocket = 5,       // the present of a demand, obligation or challenge
  kLookup = 6,       // which entries a selector or customer occurs in
};

// A tile as far as it is filled: the row grows to 256 hashes and is then final.
struct TileRow {
  merkle::TileId id;
  std::string hashes;
};

struct VaultRow {
  std::uint64_t seq = 0;
  std::uint8_t key_class = 0;
  std::string bytes;
};

struct VaultName {
  std::uint64_t seq = 0;
  std::uint8_t key_class = 0;
};

struct Row {
  RowSpace space = RowSpace::kMatter;
  std::string key;
  std::string value;
};

struct RowName {
  RowSpace space = RowSpace::kMatter;
  std::string key;
};

// What is durable together or not at all.
struct Batch {
  std::uint64_t first_seq = 0;       // of entries.front()
  std::vector<std::string> entries;  // may be empty: derived rows made again
  std::vector<TileRow> tiles;        // replace the rows of the same id
  std::vector<VaultRow> vault;
  std::vector<VaultName> removed_vault;  // one that is not there is no error
  std::vector<RowName> removed;          // before `rows` are put; one that is not there is no error
  std::vector<Row> rows;                 // replace the rows of the same key
  std::string head;                      // replaces the head
};

// A visitor ends the walk by returning an error, which the walk then returns. It may read the
// store.
using EntryVisitor = std::function<base::Result<void>(std::uint64_t seq, std::string_view entry)>;
using TileVisitor =
    std::function<base::Result<void>(const merkle::TileId& id, std::string_view hashes)>;
using RowVisitor = std::function<base::Result<void>(std::string_view key, std::string_view value)>;
using CheckpointVisitor =
    std::function<base::Result<void>(std::uint64_t size, std::string_view checkpoint)>;

struct PublishedCheckpoint {
  std::uint64_t size = 0;
  std::string bytes;
};

class Store {
 public:
  virtual ~Store() = default;

  // One synced, atomic write. Refuses (conflict, nothing written) entries that do not continue the
  // stored ones: an entry is never replaced.
  virtual base::Result<void> Commit(const Batch& batch) = 0;

  virtual base::Result<std::string> Head() const = 0;
  virtual base::Result<std::string> Entry(std::uint64_t seq) const = 0;
  // The entries [first, end) in order, as they were when the walk began. One that is missing is
  // not_found with its seq in the message, never left out.
  virtual base::Result<void> Entries(std::uint64_t first, std::uint64_t end,
                                     const EntryVisitor& visitor) const = 0;
  virtual base::Result<std::string> Tile(const merkle::TileId& id) const = 0;
  // All tiles, by level, then index.
  virtual base::Result<void> Tiles(const TileVisitor& visitor) const = 0;
  virtual base::Result<std::string> Vault(std::uint64_t seq, std::uint8_t key_class) const = 0;
  virtual base::Result<std::string> Row(RowSpace space, std::string_view key) const = 0;
  // The rows of `space` whose key begins with `prefix`, in byte order of their keys.
  virtual base::Result<void> Rows(RowSpace space, std::string_view prefix,
                                  const RowVisitor& visitor) const = 0;

  // Published checkpoints, by their tree size. Putting one replaces it: cosignatures are added.
  virtual base::Result<void> PutCheckpoint(std::uint64_t size, std::string_view bytes) = 0;
  virtual base::Result<std::string> Checkpoint(std::uint64_t size) const = 0;
  virtual base::Result<void> Checkpoints(const CheckpointVisitor& visitor) const = 0;  // ascending
  virtual base::Result<PublishedCheckpoint> LatestCheckpoint() const = 0;

  // A copy of the whole, as it was at one moment, in the new folder `folder` beside the data. It is
  // opened like the original. Unavailable where a store cannot.
  virtual base::Result<void> Snapshot(const std::string& folder) const = 0;

  // What was removed or replaced is in no file of this store any more, but for those that others
  // hold: snapshots, open walks. It takes time that grows with vault and rows.
  virtual base::Result<void> Compact() = 0;

  // What it takes on disk, roughly: a figure for people.
  virtual std::uint64_t ApproximateBytes() const = 0;
};

}  // namespace reqledger::store
