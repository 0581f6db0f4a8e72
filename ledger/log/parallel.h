// Work on all cores, results in order: how a verifier reads a file once and hashes it everywhere.
//
// Threads: a WorkerPool is shared; each InOrder belongs to one consumer thread. A job never waits
// for another, so pipelines may be stacked on one pool.
// Limits: at most `depth` items of an InOrder are in memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/base/mutex.h"

namespace reqledger::log {

class WorkerPool {
 public:
  // `threads` of 0: one a core.
  explicit WorkerPool(unsigned threads = 0);
  ~WorkerPool();  // finishes what was submitted
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Submit(std::move_only_function<void()> job) EXCLUDES(mutex_);
  std::size_t threads() const { return workers_.size(); }

 private:
  void Run() EXCLUDES(mutex_);

  base::Mutex mutex_;
  base::CondVar wake_;
  std::deque<std::move_only_function<void()>> jobs_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> workers_;
};

// Pulls items from `source` on the consumer's thread, turns each by `work` on the pool, and hands
// the results out in the order of the items.
template <typename In, typename Out>
class InOrder {
 public:
  using Source = std::function<std::optional<In>()>;
  using Work = std::function<Out(In)>;

  InOrder(WorkerPool& pool, Source source, Work work)
      : pool_(pool), source_(std::move(source)), work_(std::move(work)) {}
  ~InOrder() {
    for (auto& result : pending_) result.wait();
  }
  InOrder(const InOrder&) = delete;
  InOrder& operator=(const InOrder&) = delete;

  // Nothing once the source is dry.
  std::optional<Out> Next() {
    while (!dry_ && pending_.size() < depth()) Start();
    if (pending_.empty()) return std::nullopt;
    Out out = pending_.front().get();
    pending_.pop_front();
    return out;
  }

 private:
  std::size_t depth() const { return 2 * pool_.threads() + 1; }

  void Start() {
    std::optional<In> in = source_();
    if (!in) {
      dry_ = true;
      return;
    }
    std::promise<Out> promise;
    pending_.push_back(promise.get_future());
    pool_.Submit([this, item = std::move(*in), result = std::move(promise)]() mutable {
      result.set_value(work_(std::move(item)));
    });
  }

  WorkerPool& pool_;
  const Source source_;
  const Work work_;
  std::deque<std::future<Out>> pending_;
  bool dry_ = false;
};

}  // namespace reqledger::log
