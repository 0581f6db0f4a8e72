#include "daemon/connections.h"

#include <sys/socket.h>

namespace reqledger::daemon {

using Clock = std::chrono::steady_clock;

Connections::Place::Place(Connections& list, int socket) : list_(list), socket_(socket) {
  base::MutexLock lock(list_.mutex_);
  list_.places_.insert(this);
  if (list_.stopping_) ::shutdown(socket_, SHUT_RD);
}

Connections::Place::~Place() {
  base::MutexLock lock(list_.mutex_);
  list_.places_.erase(this);
  list_.removed_.NotifyAll();
}

Connections::Place::Ticks Connections::Place::After(Duration limit) {
  return (Clock::now() + limit).time_since_epoch().count();
}

void Connections::Place::ShutDownIfLate(Ticks now) {
  if (now >= write_by_) {
    too_slow_ = true;
    ::shutdown(socket_, SHUT_RDWR);
  } else if (now >= read_by_) {
    too_slow_ = true;
    ::shutdown(socket_, SHUT_RD);  // the answer that says so can still be written
  }
}

Connections::Connections(Duration sweep_interval)
    : sweep_interval_(sweep_interval), sweeper_([this] { Sweep(); }) {}

Connections::~Connections() {
  {
    base::MutexLock lock(mutex_);
    sweeping_ = false;
    stop_sweeping_.NotifyAll();
  }
  sweeper_.join();
}

std::size_t Connections::count() const {
  base::MutexLock lock(mutex_);
  return places_.size();
}

void Connections::Sweep() {
  base::MutexLock lock(mutex_);
  while (sweeping_) {
    stop_sweeping_.WaitFor(mutex_, sweep_interval_);
    const auto now = Clock::now().time_since_epoch().count();
    for (Place* place : places_) place->ShutDownIfLate(now);
  }
}

void Connections::ShutDownAll(int how) {
  for (Place* place : places_) ::shutdown(place->socket_, how);
}

bool Connections::WaitUntilNone(Duration limit) {
  const auto end = Clock::now() + limit;
  while (!places_.empty()) {
    const auto left = end - Clock::now();
    if (left <= left.zero()) return false;
    removed_.WaitFor(mutex_, left);
  }
  return true;
}

void Connections::Stop(Duration limit) {
  base::MutexLock lock(mutex_);
  stopping_ = true;
  ShutDownAll(SHUT_RD);
  if (WaitUntilNone(limit)) return;
  ShutDownAll(SHUT_RDWR);
  while (!places_.empty()) removed_.Wait(mutex_);
}

}  // namespace reqledger::daemon
