// Everything an outsider can check of a bundle, offline.
//
// Errors: not_found, unavailable (an archive) and io where the bundle cannot be read; what is wrong
// in it is a finding of the report.
// Threads: hashes on all cores; the call returns when all is done.
// Limits: memory grows with the number of files, matters and findings kept, not with the ledger.
// Trust: nothing in the bundle. `pinned` and `policy` decide whom to believe.
// Source: docs/formats.md section 8.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/log/report.h"
#include "ledger/note/key.h"
#include "ledger/note/policy.h"

namespace reqledger::bundle {

struct VerifyOptions {
  std::string path;
  std::vector<note::VerifierKey> pinned;  // of type 0x01; any of one ledger
  std::optional<note::Policy> policy;
  std::vector<std::string> older_checkpoints;  // notes kept from earlier
  std::vector<std::string> receipts;
  std::optional<base::Instant> not_before;  // a witness's word must not be older than this
  bool strict_process = false;
  unsigned threads = 0;  // 0: one a core
};

struct VerifyProgress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};
using OnProgress = std::function<void(const VerifyProgress& progress)>;

base::Result<log::Report> VerifyBundle(const VerifyOptions& options,
                                       const OnProgress& on_progress = {});

}  // namespace reqledger::bundle
