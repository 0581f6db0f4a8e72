// What keeps a writer from a database that is open to be read only.
//
// Errors: unavailable where a process has the database open to write.
#pragma once

#include <string>

#include "ledger/base/error.h"
#include "ledger/base/file.h"
#include "ledger/base/result.h"

namespace reqledger::store {

base::Error HeldByAnother(const std::string& path);

// RocksDB's own read-only open takes no lock, and beside a writer it can show a ledger with a hole.
// A snapshot that was never opened has no LOCK and no writer.
// Not for a process that has the same database open for writing: closing would drop its lock.
base::Result<base::FileDescriptor> LockForReading(const std::string& path);

}  // namespace reqledger::store
