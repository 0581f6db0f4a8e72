#include "ledger/log/sequencer.h"

#include <utility>

#include "ledger/event/json.h"
#include "ledger/note/checkpoint.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Result;

// The ledger's own trouble, not the event's: the log stops.
bool StopsTheLog(const base::Error& error) {
  return error.code == Code::kIo || error.code == Code::kCorrupt || error.code == Code::kUntrusted;
}

base::Error Skipped() {
  return {Code::kConflict, "an earlier event of the request was refused", {}, "skipped"};
}

std::size_t EventsOf(const Submission& submission) { return submission.events.size(); }

}  // namespace

Sequencer::Sequencer(const Ground& ground, const Options& options, Tail tail, OnFailure on_failure,
                     OnDocket on_docket)
    : ground_(ground),
      builder_ground_{ground.store, ground.vault, ground.catalogue, ground.rules},
      options_(options),
      on_failure_(std::move(on_failure)),
      on_docket_(std::move(on_docket)),
      tail_(std::move(tail)),
      cover_(options.publish_multiple, options.publish_interval_micros, options.draw_moment),
      clock_(ground.clock, options.clock_rules, tail_.last_recorded_at),
      confirm_clock_(!options.confirm_clock_by.empty()) {
  SetHead(WorkingCheckpoint(), {});
  const auto latest = ground_.store.LatestCheckpoint();
  cover_.Begin(ground_.clock.BootMicros(), latest ? latest->size : 0);
  thread_ = std::thread([this] { Run(); });
}

Sequencer::~Sequencer() { Stop(); }

void Sequencer::Stop() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

Result<void> Sequencer::Submit(Submission submission) {
  const std::size_t events = EventsOf(submission);
  return Enqueue(std::move(submission), events);
}

Result<void> Sequencer::SubmitOwn(std::vector<OwnEvent> events,
                                  std::function<void(Result<std::vector<Appended>>)> done) {
  const std::size_t count = events.size();
  return Enqueue(OwnSubmission{std::move(events), std::move(done)}, count);
}

Result<void> Sequencer::SubmitDue(std::vector<docket::EntityName> names) {
  const std::size_t count = names.size();
  return Enqueue(DueRequest{std::move(names)}, count);
}

Result<void> Sequencer::SubmitPublish(std::function<void(Result<Published>)> done) {
  return Enqueue(PublishRequest{std::move(done)}, 1);
}

Result<void> Sequencer::SubmitRotate(Rotation rotation, std::function<void(Result<Rotated>)> done) {
  return Enqueue(RotateRequest{std::move(rotation), std::move(done)}, 1);
}

Result<void> Sequencer::SubmitBetween(Between task) {
  return Enqueue(BetweenRequest{std::move(task)}, 1);
}

Result<void> Sequencer::SubmitAlone(Alone task) {
  return Enqueue(AloneRequest{std::move(task)}, 1);
}

Result<void> Sequencer::Enqueue(Item item, std::size_t events) {
  const base::MutexLock lock(mutex_);
  if (failure_) {
    return base::Fail(Code::kUnavailable,
                      "the log has stopped; nothing was recorded: " + failure_->message);
  }
  if (stopping_)
    return base::Fail(Code::kUnavailable, "the daemon is stopping; nothing was recorded");
  if (queued_events_ + events > options_.queue_events_max) {
    return base::Fail(Code::kExhausted, "the queue is full; nothing was recorded, send it again");
  }
  queue_.emplace_back(std::move(item), events);
  queued_events_ += events;
  wake_.NotifyOne();
  return {};
}

std::shared_ptr<const LogHead> Sequencer::head() const {
  const base::MutexLock lock(mutex_);
  return head_;
}

std::optional<base::Error> Sequencer::failure() const {
  const base::MutexLock lock(mutex_);
  return failure_;
}

std::size_t Sequencer::queued() const {
  const base::MutexLock lock(mutex_);
  return queued_events_;
}

// What waits, up to one batch. Empty only when stopping and all is answered.
std::vector<Sequencer::Item> Sequencer::TakeItems() {
  const base::MutexLock lock(mutex_);
  while (queue_.empty() && !stopping_) wake_.Wait(mutex_);
  std::vector<Item> items;
  std::size_t events = 0;
  while (!queue_.empty()) {
    const std::size_t next = queue_.front().second;
    if (!items.empty() && events + next > options_.batch_events_max) break;
    items.push_back(std::move(queue_.front().first));
    queue_.pop_front();
    events += next;
  }
  queued_events_ -= events;
  return items;
}

void Sequencer::Run() {
  while (true) {
    std::vector<Item> items = TakeItems();
    if (items.empty()) return;
    if (const auto stopped = failure()) {
      RefuseAll(items, {Code::kUnavailable, "the log has stopped: " + stopped->message, {}, {}});
      continue;
    }
    Process(std::move(items));
  }
}

void Sequencer::Process(std::vector<Item> items) {
  std::vector<std::vector<Result<Placed>>> outcomes(items.size());
  if (const auto done = ProcessBatch(items, outcomes); !done) {
    if (StopsTheLog(done.error())) StopForGood(done.error());
    RefuseAll(items, done.error());
    return;
  }
  for (std::size_t i = 0; i < items.size(); ++i) Answer(items[i], std::move(outcomes[i]));
}

Result<std::unique_ptr<BatchBuilder>> Sequencer::BeginBatch() {
  ASSIGN_OR_RETURN(const base::Instant now, clock_.Next());
  auto builder = std::make_unique<BatchBuilder>(builder_ground_, tail_, now);
  RETURN_IF_ERROR(builder->PadTo(cover_.SizeDue(ground_.clock.BootMicros())));
  return builder;
}

// An error means that nothing of the batch was answered for: refused by the clock, or the log
// stops.
Result<void> Sequencer::ProcessBatch(std::vector<Item>& items,
                                     std::vector<std::vector<Result<Placed>>>& outcomes) {
  if (confirm_clock_) RETURN_IF_ERROR(ConfirmClock());
  ASSIGN_OR_RETURN(const auto builder, BeginBatch());
  for (std::size_t i = 0; i < items.size(); ++i) {
    RETURN_IF_ERROR(AddItem(*builder, items[i], outcomes[i]));
  }
  // Where nothing was recorded, there is nothing to cover.
  if (!builder->only_heartbeats()) RETURN_IF_ERROR(CommitBatch(*builder));
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto* const submission = std::get_if<Submission>(&items[i]);
    if (submission != nullptr && submission->dry_run)
      RETURN_IF_ERROR(DryRun(*submission, outcomes[i]));
  }
  return {};
}

Result<void> Sequencer::AddItem(BatchBuilder& builder, Item& item,
                                std::vector<Result<Placed>>& outcomes) const {
  const auto add = [&](Result<Placed> placed) -> Result<void> {
    if (!placed && StopsTheLog(placed.error())) return base::Fail(placed.error());
    outcomes.push_back(std::move(placed));
    return {};
  };
  if (auto* const submission = std::get_if<Submission>(&item)) {
    if (submission->dry_run) return {};
    bool refused = false;
    for (PreparedEvent& event : submission->events) {
      if (refused && submission->stop_at_refusal) {
        outcomes.emplace_back(std::unexpected(Skipped()));
        continue;
      }
      RETURN_IF_ERROR(add(builder.Add(event)));
      refused = refused || !outcomes.back();
    }
  } else if (const auto* const own = std::get_if<OwnSubmission>(&item)) {
    for (const OwnEvent& event : own->events) RETURN_IF_ERROR(add(builder.AddOwn(event)));
  } else if (const auto* const due = std::get_if<DueRequest>(&item)) {
    for (const docket::EntityName& name : due->names) {
      const auto added = builder.AddDue(name);
      if (!added && StopsTheLog(added.error())) return base::Fail(added.error());
    }
  }
  return {};
}

// Judges the events on a copy of what is committed, which is then forgotten. New keys that this
// makes are never synced under a row; the next batch syncs them, and no row names them.
Result<void> Sequencer::DryRun(Submission& submission, std::vector<Result<Placed>>& outcomes) {
  ASSIGN_OR_RETURN(const base::Instant now, clock_.Next());
  BatchBuilder scratch(builder_ground_, tail_, now, BatchBuilder::Purpose::kDryRun);
  submission.dry_run = false;
  const auto judged = [&]() -> Result<void> {
    Item item = std::move(submission);
    auto added = AddItem(scratch, item, outcomes);
    submission = std::move(std::get<Submission>(item));
    return added;
  }();
  submission.dry_run = true;
  return judged;
}

Result<void> Sequencer::CommitBatch(BatchBuilder& builder) {
  ASSIGN_OR_RETURN(auto full_tiles, MakeDurable(builder));
  SetHead(note::SignCheckpoint(ground_.signing_key.signer(), tail_.edge.Head()),
          std::move(full_tiles));
  return {};
}

Result<std::map<merkle::TileId, merkle::TileTree>> Sequencer::MakeDurable(BatchBuilder& builder) {
  ASSIGN_OR_RETURN(const store::Batch batch, builder.TakeBatch());
  // A crash here leaves keys that no row names.
  RETURN_IF_ERROR(ground_.vault.SyncKeys());
  // A crash inside leaves the whole batch or nothing of it.
  RETURN_IF_ERROR(ground_.store.Commit(batch));
  // A crash here leaves the mark behind the database: start-up finds the head authentic and moves
  // it.
  RETURN_IF_ERROR(ground_.mark.Move(builder.tail().edge.Head()));
  // A crash from here on loses a signature, which is made again, byte for byte.
  tail_ = builder.tail();
  cover_.Filled(builder.heartbeats());
  clock_.Advance(*tail_.last_recorded_at);
  if (on_docket_) on_docket_(builder.ChangedEntities());
  return builder.TakeFullTiles();
}

std::string Sequencer::WorkingCheckpoint() const {
  const auto latest = ground_.store.LatestCheckpoint();
  if (latest && latest->size == tail_.edge.size()) return latest->bytes;
  return note::SignCheckpoint(ground_.signing_key.signer(), tail_.edge.Head());
}

void Sequencer::SetHead(std::string checkpoint, std::map<merkle::TileId, merkle::TileTree> recent) {
  auto head = std::make_shared<const LogHead>(LogHead{tail_.edge.Head(), std::move(checkpoint),
                                                      ground_.signing_key.vkey(), tail_.edge,
                                                      std::move(recent)});
  const base::MutexLock lock(mutex_);
  head_ = std::move(head);
}

// The one entry whose time may go back, and which says so.
Result<void> Sequencer::ConfirmClock() {
  confirm_clock_ = false;
  const base::Instant now = clock_.Confirm();
  const base::Instant last = clock_.last().value_or(now);
  OwnEvent own{.type = "ledger.clock_event", .matter = std::string(event::kLedgerMatter)};
  own.recorded_by = options_.confirm_clock_by;
  own.members = {{"confirmed_by", event::CanonicalString(options_.confirm_clock_by)},
                 {"from", event::CanonicalString(base::FormatInstant(last))},
                 {"reason", "\"confirmed at start\""},
                 {"to", event::CanonicalString(base::FormatInstant(now))}};
  BatchBuilder builder(builder_ground_, tail_, now);
  ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed, builder.AddOwn(own));
  return CommitBatch(builder);
}

Result<Published> Sequencer::PublishNow() {
  const auto latest = ground_.store.LatestCheckpoint();
  if (!latest && latest.error().code != Code::kNotFound) return base::Fail(latest.error());
  if (latest && latest->size == tail_.edge.size()) {
    cover_.Begin(ground_.clock.BootMicros(), latest->size);
    return Published{latest->bytes, head()};
  }
  ASSIGN_OR_RETURN(const base::Instant now, clock_.Next());
  BatchBuilder builder(builder_ground_, tail_, now);
  RETURN_IF_ERROR(builder.PadTo(cover_.SizeToPublish(builder.next_seq())));
  if (!builder.empty()) RETURN_IF_ERROR(CommitBatch(builder));
  const auto current = head();
  RETURN_IF_ERROR(ground_.store.PutCheckpoint(current->tree.size, current->checkpoint));
  cover_.Begin(ground_.clock.BootMicros(), current->tree.size);
  return Published{current->checkpoint, current};
}

Result<std::vector<Placed>> Sequencer::CommitNow(const std::vector<OwnEvent>& events) {
  ASSIGN_OR_RETURN(const auto builder, BeginBatch());
  std::vector<Placed> placed;
  for (const OwnEvent& event : events) {
    ASSIGN_OR_RETURN(Placed one, builder->AddOwn(event));
    placed.push_back(std::move(one));
  }
  RETURN_IF_ERROR(CommitBatch(*builder));
  return placed;
}

void Sequencer::Answer(Item& item, std::vector<Result<Placed>> outcomes) {
  const auto current = head();
  if (auto* const submission = std::get_if<Submission>(&item)) {
    std::vector<Result<Appended>> answers;
    answers.reserve(outcomes.size());
    for (auto& outcome : outcomes) {
      if (outcome) {
        answers.emplace_back(Appended{*std::move(outcome), current});
      } else {
        answers.emplace_back(std::unexpected(std::move(outcome).error()));
      }
    }
    submission->done(std::move(answers));
  } else if (auto* const own = std::get_if<OwnSubmission>(&item)) {
    std::vector<Appended> appended;
    for (auto& outcome : outcomes) {
      if (!outcome) {
        own->done(std::unexpected(std::move(outcome).error()));
        return;
      }
      appended.push_back({*std::move(outcome), current});
    }
    own->done(std::move(appended));
  } else if (auto* const publish = std::get_if<PublishRequest>(&item)) {
    auto published = PublishNow();
    if (!published && StopsTheLog(published.error())) StopForGood(published.error());
    publish->done(std::move(published));
  } else if (auto* const rotate = std::get_if<RotateRequest>(&item)) {
    auto rotated = RotateNow(rotate->rotation);
    if (!rotated && StopsTheLog(rotated.error())) StopForGood(rotated.error());
    rotate->done(std::move(rotated));
  } else if (auto* const between = std::get_if<BetweenRequest>(&item)) {
    between->task({});
  } else if (auto* const alone = std::get_if<AloneRequest>(&item)) {
    const auto done = failure()
                          ? alone->task(base::Fail(*failure()))
                          : alone->task(CommitOwn([this](const std::vector<OwnEvent>& events) {
                              return CommitNow(events);
                            }));
    if (!done && StopsTheLog(done.error())) StopForGood(done.error());
  }
}

void Sequencer::RefuseAll(std::vector<Item>& items, const base::Error& error) {
  for (Item& item : items) {
    if (auto* const submission = std::get_if<Submission>(&item)) {
      submission->done(
          std::vector<Result<Appended>>(submission->events.size(), std::unexpected(error)));
    } else if (auto* const own = std::get_if<OwnSubmission>(&item)) {
      own->done(std::unexpected(error));
    } else if (auto* const publish = std::get_if<PublishRequest>(&item)) {
      publish->done(std::unexpected(error));
    } else if (auto* const rotate = std::get_if<RotateRequest>(&item)) {
      rotate->done(std::unexpected(error));
    } else if (auto* const between = std::get_if<BetweenRequest>(&item)) {
      between->task(std::unexpected(error));
    } else if (auto* const alone = std::get_if<AloneRequest>(&item)) {
      [[maybe_unused]] const auto refused = alone->task(std::unexpected(error));
    }
  }
}

void Sequencer::StopForGood(const base::Error& error) {
  {
    const base::MutexLock lock(mutex_);
    if (failure_) return;
    failure_ = error;
  }
  on_failure_(error);
}

}  // namespace reqledger::log
