// The only writer of a log: takes what waits, makes it one durable batch, answers each waiter.
//
// The order of the durable steps is that of docs/architecture.md section 4: keys, commit,
// high-water mark, signature, answers. Nothing not yet durable is ever signed.
//
// Errors: exhausted at once when the queue is full; unavailable when stopping or stopped by a
// failure (`failure()` tells which); unavailable, reason "clock". After a write whose outcome is
// unknown the log stops for good. Threads: one thread of its own runs everything; Submit…, head()
// and failure() may be called from any. Callbacks run on the sequencer's thread and must not block.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/log/batch_builder.h"
#include "ledger/log/clock.h"
#include "ledger/log/cover.h"
#include "ledger/log/high_water_mark.h"
#include "ledger/log/signing_key.h"
#include "ledger/log/tail.h"

namespace reqledger::log {

// What a waiter gets: the event's place and the head that covers it.
struct Appended {
  Placed placed;
  std::shared_ptr<const LogHead> head;
};

// Events of one request, in order. Each gets an outcome; after a refusal with `stop_at_refusal` the
// rest get one of reason "skipped".
struct Submission {
  std::vector<PreparedEvent> events;
  bool stop_at_refusal = true;
  bool dry_run = false;  // judged between events, then forgotten
  std::function<void(std::vector<base::Result<Appended>>)> done;
};

// A published checkpoint.
struct Published {
  std::string checkpoint;
  std::shared_ptr<const LogHead> head;  // the working head it was made at
};

// What is said of a new signing key.
struct Rotation {
  std::string recorded_by;
  std::string reason = {};            // empty for none
  std::string next_keys_sha256 = {};  // a promise of the key after it; empty for none
};
struct Rotated {
  std::uint64_t seq = 0;  // of the entry that names the key
  std::string vkey;
  Published published;  // the checkpoint that both keys signed
};

// Commits events of the daemon's own, durable when it returns.
using CommitOwn =
    std::function<base::Result<std::vector<Placed>>(const std::vector<OwnEvent>& events)>;

class Sequencer {
 public:
  struct Options {
    std::size_t queue_events_max = 16384;  // waiting; full means "exhausted", at once
    std::size_t batch_events_max = 4096;   // of one commit
    std::uint64_t publish_multiple = 64;
    std::int64_t publish_interval_micros = 0;  // 0: not on a clock
    DrawMoment draw_moment = RandomMoment;
    ClockRules clock_rules;
    std::string confirm_clock_by;  // who confirmed the clock at this start; empty for nobody
  };
  // What it stands on; all outlive it.
  struct Ground {
    store::Store& store;
    vault::Vault& vault;
    const event::SchemaCatalogue& catalogue;
    const docket::RuleBook& rules;
    SigningKey& signing_key;
    HighWaterMark& mark;
    Clock& clock;
  };
  // Called once, on the sequencer's thread, when the log stopped by a failure.
  using OnFailure = std::function<void(const base::Error&)>;
  // Called on the sequencer's thread with what each commit made of the docket.
  using OnDocket = std::function<void(const std::vector<docket::Entity>&)>;

  // `tail` is what start-up found to be true (start.h).
  Sequencer(const Ground& ground, const Options& options, Tail tail, OnFailure on_failure,
            OnDocket on_docket = {});
  ~Sequencer();  // answers what is queued, then stops
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  base::Result<void> Submit(Submission submission);
  base::Result<void> SubmitOwn(std::vector<OwnEvent> events,
                               std::function<void(base::Result<std::vector<Appended>>)> done);
  // What the clock has brought about for these entities is recorded, where it was not before.
  base::Result<void> SubmitDue(std::vector<docket::EntityName> names);
  // Pads with heartbeats (cover.h), signs, keeps the checkpoint. Nothing new since the last one:
  // that one again.
  base::Result<void> SubmitPublish(std::function<void(base::Result<Published>)> done);
  // Another key signs from now on: pads as for a publication, records the entry that names it,
  // keeps the checkpoint of that size, signed by both, and destroys the old key. Errors: conflict
  // where the key was promised and is not there. One of code io behind the commit stops the log;
  // the next start goes on with it.
  base::Result<void> SubmitRotate(Rotation rotation,
                                  std::function<void(base::Result<Rotated>)> done);
  // Runs between two commits, on the sequencer's thread, which waits for it; or hears why not.
  using Between = std::function<void(base::Result<void>)>;
  base::Result<void> SubmitBetween(Between task);

  // The same, and the task may commit events of the daemon's own. Where it returns an error of the
  // ledger's own trouble, the log stops.
  using Alone = std::function<base::Result<void>(base::Result<CommitOwn>)>;
  base::Result<void> SubmitAlone(Alone task);

  // No further submission is taken; what is queued is still answered. Returns when that is done.
  void Stop();

  std::shared_ptr<const LogHead> head() const EXCLUDES(mutex_);
  std::optional<base::Error> failure() const EXCLUDES(mutex_);
  std::size_t queued() const EXCLUDES(mutex_);

 private:
  struct OwnSubmission {
    std::vector<OwnEvent> events;
    std::function<void(base::Result<std::vector<Appended>>)> done;
  };
  struct DueRequest {
    std::vector<docket::EntityName> names;
  };
  struct PublishRequest {
    std::function<void(base::Result<Published>)> done;
  };
  struct BetweenRequest {
    Between task;
  };
  struct RotateRequest {
    Rotation rotation;
    std::function<void(base::Result<Rotated>)> done;
  };
  struct AloneRequest {
    Alone task;
  };
  using Item = std::variant<Submission, OwnSubmission, DueRequest, PublishRequest, BetweenRequest,
                            AloneRequest, RotateRequest>;
  using Answers = std::vector<std::function<void()>>;

  base::Result<void> Enqueue(Item item, std::size_t events) EXCLUDES(mutex_);
  std::vector<Item> TakeItems() EXCLUDES(mutex_);
  void Run();
  void Process(std::vector<Item> items);
  base::Result<void> ProcessBatch(std::vector<Item>& items,
                                  std::vector<std::vector<base::Result<Placed>>>& outcomes);
  base::Result<void> AddItem(BatchBuilder& builder, Item& item,
                             std::vector<base::Result<Placed>>& outcomes) const;
  base::Result<void> DryRun(Submission& submission, std::vector<base::Result<Placed>>& outcomes);
  base::Result<void> CommitBatch(BatchBuilder& builder);
  // All but the head that others see; returns the tiles that it filled.
  base::Result<std::map<merkle::TileId, merkle::TileTree>> MakeDurable(BatchBuilder& builder);
  // A batch of now, that begins with the heartbeats that are due.
  base::Result<std::unique_ptr<BatchBuilder>> BeginBatch();
  base::Result<void> ConfirmClock();
  base::Result<Published> PublishNow();
  base::Result<Rotated> RotateNow(const Rotation& rotation);
  base::Result<std::unique_ptr<BatchBuilder>> Announce(const note::NoteSigner& next,
                                                       const Rotation& rotation);
  base::Result<Rotated> RotateTo(const note::NoteSigner& next,
                                 const std::unique_ptr<BatchBuilder>& builder);
  base::Result<std::vector<Placed>> CommitNow(const std::vector<OwnEvent>& events);
  base::Result<base::Instant> TimeFor();
  void Answer(Item& item, std::vector<base::Result<Placed>> outcomes);
  void RefuseAll(std::vector<Item>& items, const base::Error& error);
  void StopForGood(const base::Error& error) EXCLUDES(mutex_);
  // The note of the tree as it now is: the one that was published of it, else a new one.
  std::string WorkingCheckpoint() const;
  void SetHead(std::string checkpoint, std::map<merkle::TileId, merkle::TileTree> recent)
      EXCLUDES(mutex_);

  const Ground ground_;
  const BatchBuilder::Ground builder_ground_;
  const Options options_;
  const OnFailure on_failure_;
  const OnDocket on_docket_;

  // Owned by the sequencer's thread.
  Tail tail_;
  Cover cover_;
  ClockGuard clock_;
  bool confirm_clock_;

  mutable base::Mutex mutex_;
  base::CondVar wake_;
  std::deque<std::pair<Item, std::size_t>> queue_ GUARDED_BY(mutex_);
  std::size_t queued_events_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::optional<base::Error> failure_ GUARDED_BY(mutex_);
  std::shared_ptr<const LogHead> head_ GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace reqledger::log
