// A few threads for work that would keep a connection's thread from its clients.
//
// Threads: Run from any.
// Limits: the queue has none of its own; whoever submits bounds what they have in it.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "ledger/base/mutex.h"

namespace reqledger::daemon {

class WorkPool {
 public:
  explicit WorkPool(int threads);
  ~WorkPool();  // as Stop
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  void Run(std::function<void()> task) EXCLUDES(mutex_);
  // Finishes what is queued, and takes nothing more.
  void Stop() EXCLUDES(mutex_);

 private:
  void Work();

  base::Mutex mutex_;
  base::CondVar wake_;
  std::deque<std::function<void()>> tasks_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace reqledger::daemon
