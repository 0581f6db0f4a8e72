#include "daemon/batch.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/batch_chunk.h"
#include "daemon/line_splitter.h"
#include "ledger/base/limits.h"
#include "ledger/base/mutex.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Result;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

Error LineTooLong() {
  Error error;
  error.code = Code::kTooLarge;
  error.message = "the line is too long: it was not recorded";
  error.violations.push_back(
      {"", "bytes", "at most " + std::to_string(base::kEventInputBytesMax) + " bytes a line"});
  return error;
}

class Batch {
 public:
  Batch(const Context& context, const BatchOptions& options, Stream& stream)
      : context_(context), options_(options), stream_(stream) {}

  Result<void> Run() {
    RETURN_IF_ERROR(stream_.Begin("application/x-ndjson"));
    std::thread writer([this] { WriteAnswers(); });
    Result<void> read = ReadLines();
    {
      const base::MutexLock lock(mutex_);
      if (!open_->empty()) Dispatch();
      all_read_ = true;
      changed_.NotifyAll();
    }
    writer.join();
    RETURN_IF_ERROR(read);
    return std::move(written_);
  }

 private:
  struct Flight {
    std::unique_ptr<BatchChunk> chunk;
    bool prepared = false;
  };

  // The reading thread.

  Result<void> ReadLines() {
    LineSplitter splitter(base::kEventInputBytesMax,
                          [this](const LineSplitter::Line& line) { TakeLine(line); });
    while (true) {
      auto piece = stream_.Read();
      if (!piece && piece.error().reason == "stopping") {
        // The client is told where to go on.
        const base::MutexLock lock(mutex_);
        open_->AddRefused(splitter.lines() + 1, std::move(piece).error());
        return {};
      }
      if (!piece) return base::Fail(std::move(piece).error());
      if (piece->empty()) break;
      splitter.Feed(*piece);
      const base::MutexLock lock(mutex_);
      if (broken_) return {};
      if (!open_->empty() && flights_.size() < kChunksMax) Dispatch();
    }
    splitter.Finish();
    return {};
  }

  void TakeLine(const LineSplitter::Line& line) {
    if (!line.too_long && IsBlank(line.text)) return;
    const base::MutexLock lock(mutex_);
    while (open_->full() && flights_.size() >= kChunksMax) changed_.Wait(mutex_);
    if (open_->full()) Dispatch();
    if (line.too_long) {
      open_->AddRefused(line.number, LineTooLong());
    } else {
      open_->AddLine(line.number, line.text);
    }
  }

  // Sends the open chunk on its way and opens the next.
  void Dispatch() REQUIRES(mutex_) {
    flights_.push_back({.chunk = std::move(open_), .prepared = false});
    open_ = std::make_unique<BatchChunk>();
    context_.pool.Run([this, &flight = flights_.back()] {
      flight.chunk->Prepare(context_, options_.access);
      const base::MutexLock lock(mutex_);
      flight.prepared = true;
      changed_.NotifyAll();
    });
  }

  // The writing thread.

  void WriteAnswers() {
    std::unique_ptr<BatchChunk> answered;  // sequenced, its answers not yet written
    while (true) {
      std::unique_ptr<BatchChunk> next = NextPrepared(/*wait=*/answered == nullptr);
      if (!next && !answered) return;
      // While the sequencer works on the next, the answers of this one are made.
      if (next) Sequence(*next);
      if (answered) Write(*answered);
      if (next) AwaitOutcomes(*next);
      answered = std::move(next);
    }
  }

  // Null where none is ready, and at the end.
  std::unique_ptr<BatchChunk> NextPrepared(bool wait) {
    const base::MutexLock lock(mutex_);
    while (wait && !(flights_.empty() ? all_read_ : flights_.front().prepared)) {
      changed_.Wait(mutex_);
    }
    if (flights_.empty() || !flights_.front().prepared) return nullptr;
    std::unique_ptr<BatchChunk> chunk = std::move(flights_.front().chunk);
    flights_.pop_front();
    // Lines that came while all places were taken wait for no further ones.
    if (!open_->empty()) Dispatch();
    changed_.NotifyAll();
    return chunk;
  }

  void Sequence(BatchChunk& chunk) {
    log::Submission submission;
    submission.stop_at_refusal = options_.stop_at_refusal;
    submission.dry_run = options_.dry_run;
    if (!stopped_) submission.events = chunk.TakeEvents(options_.stop_at_refusal);
    const std::size_t count = submission.events.size();
    {
      const base::MutexLock lock(mutex_);
      outcomes_.reset();
    }
    if (count == 0) {
      SetOutcomes({});
      return;
    }
    submission.done = [this](std::vector<Result<log::Appended>> outcomes) {
      SetOutcomes(std::move(outcomes));
    };
    if (auto submitted = context_.sequencer.Submit(std::move(submission)); !submitted) {
      SetOutcomes(std::vector<Result<log::Appended>>(
          count, Result<log::Appended>(std::unexpected(submitted.error()))));
    }
  }

  void SetOutcomes(std::vector<Result<log::Appended>> outcomes) {
    const base::MutexLock lock(mutex_);
    outcomes_ = std::move(outcomes);
    changed_.NotifyAll();
  }

  void AwaitOutcomes(BatchChunk& chunk) {
    const base::MutexLock lock(mutex_);
    while (!outcomes_) changed_.Wait(mutex_);
    chunk.SetOutcomes(*std::move(outcomes_));
    if (options_.stop_at_refusal && chunk.HasRefusal()) stopped_ = true;
  }

  void Write(BatchChunk& chunk) {
    answers_.clear();
    chunk.AppendAnswers(context_, options_, skipping_, answers_);
    if (!written_) return;  // the client is gone; what it had sent is recorded all the same
    written_ = stream_.Write(answers_);
    if (written_) return;
    const base::MutexLock lock(mutex_);
    broken_ = true;
  }

  const Context& context_;
  const BatchOptions& options_;
  Stream& stream_;

  base::Mutex mutex_;
  base::CondVar changed_;
  std::unique_ptr<BatchChunk> open_ GUARDED_BY(mutex_) = std::make_unique<BatchChunk>();
  std::deque<Flight> flights_ GUARDED_BY(mutex_);  // a place in it stays put until it is taken
  std::optional<std::vector<Result<log::Appended>>> outcomes_ GUARDED_BY(mutex_);
  bool all_read_ GUARDED_BY(mutex_) = false;
  bool broken_ GUARDED_BY(mutex_) = false;

  // Of the writing thread.
  bool stopped_ = false;   // nothing more is sequenced
  bool skipping_ = false;  // the answer of the refusal is written
  std::string answers_;
  Result<void> written_;
};

}  // namespace

Result<void> RunBatch(const Context& context, const BatchOptions& options, Stream& stream) {
  return Batch(context, options, stream).Run();
}

}  // namespace reqledger::daemon
