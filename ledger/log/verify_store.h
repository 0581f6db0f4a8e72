// Verifies a data directory: all of docs/formats.md section 8 that applies, and what only it has.
//
// Errors: not_found where no database is; unavailable where another process has it open, or an
// erasure is not through; io. Damage
// that the database itself reports is corrupt: evidence, like a finding.
// Threads: hashes and opens on all cores; `progress` is called on the caller's thread.
// Limits: memory does not grow with the entries but by about 250 bytes a matter.
// Source: docs/formats.md section 8.6.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/log/ledger.h"
#include "ledger/log/report.h"
#include "ledger/note/key.h"
#include "ledger/note/policy.h"

namespace reqledger::log {

struct VerifyStoreOptions {
  // `dirs.key_dir` empty: what is sealed is not checked. Of a snapshot `data_dir` is its folder.
  LedgerDirs dirs;
  bool snapshot = false;      // the high-water mark has moved on and is the daemon's to check
  bool entries_only = false;  // no more is asked for than chain, tree and checkpoints
  bool strict_process = false;
  std::vector<note::VerifierKey> pinned;
  const note::Policy* policy = nullptr;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // may be empty
};

base::Result<Report> VerifyDataDirectory(const VerifyStoreOptions& options);

}  // namespace reqledger::log
