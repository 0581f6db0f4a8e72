// Snapshots: whole copies of the ledger as it was at one moment, for verifying beside a running
// daemon. Database files are hard links, so a copy costs little until the original moves on.
//
// Errors: exhausted over kSnapshotsMax; not_found for an id that names none; io.
// Threads: one thread creates or removes at a time, by a lock of its own.
// Limits: kSnapshotsMax at once: each keeps alive what the database would have deleted since.
// Trust: as data_dir: no value can be read from it without the keys.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/store/store.h"

namespace reqledger::daemon {

inline constexpr std::size_t kSnapshotsMax = 16;

struct Snapshot {
  std::string id;
  std::string path;  // holds db/ and schemas/
};

class Snapshots {
 public:
  Snapshots(const store::Store& store, std::string data_dir);

  base::Result<Snapshot> Create() EXCLUDES(mutex_);
  base::Result<void> Remove(std::string_view id) EXCLUDES(mutex_);
  // What an earlier process left: nobody can name it any more.
  base::Result<void> RemoveAll() EXCLUDES(mutex_);

 private:
  base::Result<std::size_t> Count() const;
  base::Result<void> Fill(const std::string& path) const;

  const store::Store& store_;
  const std::string data_dir_;
  const std::string folder_;
  base::Mutex mutex_;
};

}  // namespace reqledger::daemon
