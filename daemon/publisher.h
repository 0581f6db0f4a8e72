// The publishing clock: asks the sequencer for a published checkpoint once an interval.
//
// Errors: told to `on_outcome`; the next interval tries again.
// Threads: one of its own. `on_outcome` runs on the sequencer's thread and must not block.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

class Publisher {
 public:
  using OnOutcome = std::function<void(const base::Result<log::Published>&)>;

  // An interval of 0 never publishes.
  Publisher(log::Sequencer& sequencer, std::chrono::seconds interval, OnOutcome on_outcome);
  ~Publisher();  // waits for no answer: the sequencer outlives this
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

 private:
  void Run() EXCLUDES(mutex_);
  // False when it is to stop.
  bool WaitInterval() EXCLUDES(mutex_);

  log::Sequencer& sequencer_;
  const std::chrono::seconds interval_;
  const OnOutcome on_outcome_;
  base::Mutex mutex_;
  base::CondVar wake_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace reqledger::daemon
