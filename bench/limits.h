// The physical limits that the project's figures stand beside, measured on the same machine.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"

namespace reqledger::bench {

// Microseconds, or events a second; a median where there are several.
struct Latency {
  double p50_us = 0;
  double p99_us = 0;
  double per_second = 0;
};

// Appends 4 KiB and fdatasyncs, `count` times, in a new file of `folder`.
base::Result<Latency> MeasureFdatasync(const std::string& folder, int count);

// Commits of `per_batch` records of the bytes that an event of 600 bytes becomes (entry, tile,
// vault row, derived rows), straight into the database, until `count` records are written.
struct StraightOptions {
  std::string folder;
  int per_batch = 64;
  int count = 20000;
};
base::Result<Latency> MeasureStraightWrites(const StraightOptions& options);

// Lines of `file` hashed as leaves, on `threads` threads, the file being in memory.
base::Result<Latency> MeasureHashing(const std::string& file, int threads);

}  // namespace reqledger::bench
