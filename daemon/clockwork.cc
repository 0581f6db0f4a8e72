#include "daemon/clockwork.h"

#include <utility>

#include "ledger/log/own_event.h"

namespace reqledger::daemon {
namespace {

constexpr std::int64_t kTryAgainMicros = 60'000'000;  // where the sequencer could not record it

}  // namespace

Clockwork::Clockwork(const Ground& ground, std::chrono::milliseconds tick, OnError on_error)
    : ground_(ground), tick_(tick), on_error_(std::move(on_error)) {
  thread_ = std::thread([this] { Run(); });
}

Clockwork::~Clockwork() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void Clockwork::Run() {
  if (const auto read = ReadAll(); !read) on_error_(read.error());
  do {
    const base::Instant now = ground_.clock.Wall();
    const auto due = ground_.agenda.TakeDue(now, {now.micros + kTryAgainMicros});
    if (due.empty()) continue;
    if (const auto submitted = ground_.sequencer.SubmitDue(due); !submitted) {
      on_error_(submitted.error());
    }
  } while (WaitTick());
}

// An entity that changes meanwhile is set anew by its commit, which the reading cannot see: the
// sequencer judges again what is due, so a date that is gone does no harm, and one that is new is
// set by the commit.
base::Result<void> Clockwork::ReadAll() {
  return ground_.docket.ForEach([&](const docket::Entity& entity) -> base::Result<void> {
    if (stopping()) return base::Fail(base::Code::kUnavailable, "stopping");
    if (const auto next = log::NextDue(ground_.docket.rules(), entity)) {
      ground_.agenda.SetFirst(entity.name, *next);
    }
    return {};
  });
}

bool Clockwork::stopping() {
  const base::MutexLock lock(mutex_);
  return stopping_;
}

bool Clockwork::WaitTick() {
  const base::MutexLock lock(mutex_);
  if (!stopping_) wake_.WaitFor(mutex_, tick_);
  return !stopping_;
}

log::Sequencer::OnDocket Watching(const docket::RuleBook& rules, log::Agenda& agenda) {
  return [&rules, &agenda](const std::vector<docket::Entity>& changed) {
    for (const docket::Entity& entity : changed) {
      agenda.Set(entity.name, log::NextDue(rules, entity));
    }
  };
}

}  // namespace reqledger::daemon
