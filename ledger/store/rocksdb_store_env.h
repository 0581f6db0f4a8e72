// The seam through which a test puts its own file system, with faults, under the database.
#pragma once

#include <memory>

#include "ledger/base/result.h"
#include "ledger/store/rocksdb_store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace reqledger::store {

// As OpenRocksDbStore, on `env`, which outlives the store.
base::Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(const RocksDbOptions& options,
                                                        rocksdb::Env& env);

}  // namespace reqledger::store
