// The open connections: how many there may be, when each has waited long enough, and their end when
// the daemon stops.
//
// A connection that is too slow has its socket shut down from here, which makes its pending read or
// write return; it then sees `too_slow` and says so to the client.
//
// Threads: Admit, Stop and WaitUntilNone from any; a Connection's own calls from its own threads.
// Limits: deadlines are kept to within the sweep interval.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <thread>

#include "ledger/base/mutex.h"

namespace reqledger::daemon {

class Connections {
 public:
  using Duration = std::chrono::milliseconds;

  // One connection's place in the list. Destroy it before its socket is closed.
  class Place {
   public:
    Place(Connections& list, int socket);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // The next read or write, or both, is over by then, or its side of the socket is shut down.
    void ReadWithin(Duration limit) { read_by_ = After(limit); }
    void WriteWithin(Duration limit) { write_by_ = After(limit); }
    void MoveWithin(Duration limit) { ReadWithin(limit), WriteWithin(limit); }
    void ReadDone() { read_by_ = kNever; }
    void WriteDone() { write_by_ = kNever; }
    void MoveDone() { ReadDone(), WriteDone(); }

    bool too_slow() const { return too_slow_; }

   private:
    friend class Connections;
    using Ticks = std::chrono::steady_clock::rep;
    static constexpr Ticks kNever = std::chrono::steady_clock::duration::max().count();
    static Ticks After(Duration limit);
    void ShutDownIfLate(Ticks now);

    Connections& list_;
    const int socket_;
    std::atomic<Ticks> read_by_ = kNever;
    std::atomic<Ticks> write_by_ = kNever;
    std::atomic<bool> too_slow_ = false;
  };

  explicit Connections(Duration sweep_interval);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  std::size_t count() const EXCLUDES(mutex_);

  // Lets no connection read any more: idle ones end, the others answer what they have. Those that
  // are not through by `limit` are cut off.
  void Stop(Duration limit) EXCLUDES(mutex_);
  bool stopping() const { return stopping_; }

 private:
  void Sweep();
  void ShutDownAll(int how) REQUIRES(mutex_);
  bool WaitUntilNone(Duration limit) REQUIRES(mutex_);

  const Duration sweep_interval_;
  std::atomic<bool> stopping_ = false;
  mutable base::Mutex mutex_;
  base::CondVar removed_;
  base::CondVar stop_sweeping_;
  std::set<Place*> places_ GUARDED_BY(mutex_);
  bool sweeping_ GUARDED_BY(mutex_) = true;
  std::thread sweeper_;  // last: it uses all of the above
};

}  // namespace reqledger::daemon
