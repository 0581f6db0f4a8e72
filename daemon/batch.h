// Many events in one request: lines in, lines out, in order, each answered as soon as it is
// recorded.
//
// Three things go on at once: this thread reads lines into chunks, the pool prepares chunks, and a
// second thread hands one chunk after another to the sequencer and writes the answers of the one
// before. A chunk is sequenced only when all before it are answered for, so that nothing after a
// refused line is recorded.
//
// Errors: as Stream; a refused line is an answer, no error. What was read is answered for first.
// Limits: kChunkLinesMax and kChunkBytesMax a chunk, kChunksMax at once.
#pragma once

#include <cstddef>

#include "daemon/context.h"
#include "daemon/http.h"
#include "ledger/base/result.h"

namespace reqledger::daemon {

inline constexpr std::size_t kChunkLinesMax = 256;         // past that a commit gains nothing
inline constexpr std::size_t kChunkBytesMax = 512 * 1024;  // two lines of the largest size
inline constexpr std::size_t kChunksMax = 4;               // one sequenced, others prepared

struct BatchOptions {
  Access access;
  bool stop_at_refusal = true;
  bool dry_run = false;
};

base::Result<void> RunBatch(const Context& context, const BatchOptions& options, Stream& stream);

}  // namespace reqledger::daemon
