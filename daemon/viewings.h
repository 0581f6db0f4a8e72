// The record of who opened what, an `access.viewed` for each opening of hidden values, durable
// before they leave; and of who was refused for want of a role, an `access.denied`.
//
// The same entries, asked for in the same way by the same person within a minute, add none: what
// was recorded covers them. So it is with the same request refused to the same person.
//
// Errors: those of the sequencer. Whoever gets one shows nothing.
// Threads: any number at once; `done` may run on the sequencer's thread.
// Limits: what is remembered of the last minute, kRememberedMax views.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http.h"
#include "daemon/sight.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/log/clock.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

// Entries in a row.
struct SeqRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct View {
  std::string person;        // as recorded_by has it
  std::string_view request;  // method and route
  std::vector<SeqRange> seqs;
  const audience::View* sight = nullptr;  // outlives this

  void Add(std::uint64_t seq);  // ascending
};

// A request that takes a role which the caller has not.
struct Denial {
  std::string person;   // as recorded_by has it
  std::string request;  // method and route, without its arguments
  std::string roles;    // one of which it takes
};

class Viewings {
 public:
  Viewings(log::Sequencer& sequencer, log::Clock& clock) : sequencer_(sequencer), clock_(clock) {}

  using Done = std::function<void(base::Result<void>)>;
  void Record(const View& view, Done done) EXCLUDES(mutex_);
  // For a thread that may wait.
  base::Result<void> RecordAndWait(const View& view) EXCLUDES(mutex_);
  // Waits for nothing: what cannot be recorded is refused all the same.
  void RecordDenied(const Denial& denial) EXCLUDES(mutex_);

 private:
  void RecordEvents(std::vector<log::OwnEvent> events, Done done) EXCLUDES(mutex_);
  bool IsRepeat(const crypto::Hash& scope) EXCLUDES(mutex_);
  void Remember(const crypto::Hash& scope) EXCLUDES(mutex_);

  log::Sequencer& sequencer_;
  log::Clock& clock_;
  base::Mutex mutex_;
  std::map<crypto::Hash, std::int64_t> recorded_ GUARDED_BY(mutex_);  // at which micros since boot
};

// What shows hidden values, and which.
struct Shown {
  Response response;
  View view;
};
// Sends what is shown once the view of it is recorded, or the refusal.
void SendShown(Viewings& viewings, base::Result<Shown> shown, Exchange& exchange);

}  // namespace reqledger::daemon
