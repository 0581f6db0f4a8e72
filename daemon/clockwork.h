// What a clock alone brings about: secrecy that ends, deadlines that pass. Asks the sequencer to
// record it when it is due.
//
// Errors: told to `on_error`; the next tick tries again.
// Threads: one of its own; Watch may be called from any.
#pragma once

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/log/agenda.h"
#include "ledger/log/clock.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

class Clockwork {
 public:
  using OnError = std::function<void(const base::Error&)>;
  // What it stands on; all outlive it.
  struct Ground {
    const log::DocketReader& docket;
    log::Sequencer& sequencer;
    log::Clock& clock;
    log::Agenda& agenda;
  };

  // Looks once a `tick`. What is due already is found by reading the whole docket, once.
  Clockwork(const Ground& ground, std::chrono::milliseconds tick, OnError on_error);
  ~Clockwork();
  Clockwork(const Clockwork&) = delete;
  Clockwork& operator=(const Clockwork&) = delete;

 private:
  void Run() EXCLUDES(mutex_);
  base::Result<void> ReadAll() EXCLUDES(mutex_);
  bool WaitTick() EXCLUDES(mutex_);  // false when it is to stop
  bool stopping() EXCLUDES(mutex_);

  const Ground ground_;
  const std::chrono::milliseconds tick_;
  const OnError on_error_;
  base::Mutex mutex_;
  base::CondVar wake_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

// Writes the next dates of what a commit changed into the agenda.
log::Sequencer::OnDocket Watching(const docket::RuleBook& rules, log::Agenda& agenda);

}  // namespace reqledger::daemon
