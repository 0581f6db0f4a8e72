// A Store in a RocksDB database: what the daemon runs on. No other file knows RocksDB.
//
// Errors: as Store; opening gives not_found where no database is, conflict where one is to be
// created and is there, unavailable where another process has it open, corrupt where it is damaged
// or was not created whole.
// Limits: about 64 MiB of write buffers, 32 MiB of block cache, 256 open tables.
// Source: docs/decisions/wal-recovery.md for what a damaged write-ahead log leads to.
#pragma once

#include <memory>
#include <string>

#include "ledger/base/result.h"
#include "ledger/store/store.h"

namespace reqledger::store {

struct RocksDbOptions {
  std::string path;
  bool create = false;     // only `reqledger init` does
  bool read_only = false;  // keeps a writer from starting; refuses while one runs
};

base::Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options);

}  // namespace reqledger::store
