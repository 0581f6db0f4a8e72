#include "daemon/publisher.h"

#include <utility>

namespace reqledger::daemon {

Publisher::Publisher(log::Sequencer& sequencer, std::chrono::seconds interval, OnOutcome on_outcome)
    : sequencer_(sequencer), interval_(interval), on_outcome_(std::move(on_outcome)) {
  if (interval_.count() > 0) thread_ = std::thread([this] { Run(); });
}

Publisher::~Publisher() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Publisher::Run() {
  while (WaitInterval()) {
    // The sequencer may answer after this object is gone.
    auto submitted = sequencer_.SubmitPublish(on_outcome_);
    if (!submitted) on_outcome_(std::unexpected(std::move(submitted).error()));
  }
}

bool Publisher::WaitInterval() {
  const base::MutexLock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + interval_;
  while (!stopping_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) return true;
    wake_.WaitFor(mutex_, left);
  }
  return false;
}

}  // namespace reqledger::daemon
