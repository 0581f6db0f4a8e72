#include "daemon/viewings.h"

#include <future>
#include <memory>
#include <utility>

#include "daemon/problem.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

using base::Result;

constexpr std::int64_t kRepeatMicros = 60'000'000;
constexpr std::size_t kRememberedMax = 10'000;
// Of one entry, by its schema.
constexpr std::size_t kRangesMax = 500;
constexpr std::size_t kRolesBytesMax = 64;

std::string ClassesJson(const audience::View& sight) {
  return sight.opens_personal() ? R"(["ordinary","personal"])" : R"(["ordinary"])";
}

std::string RangesJson(const std::vector<SeqRange>& ranges, std::size_t begin) {
  std::string json = "[";
  for (std::size_t i = begin; i < ranges.size() && i < begin + kRangesMax; ++i) {
    if (i != begin) json += ',';
    json += R"({"first":)" + std::to_string(ranges[i].first) + R"(,"last":)" +
            std::to_string(ranges[i].last) + '}';
  }
  return json + ']';
}

std::vector<log::OwnEvent> EventsOf(const View& view) {
  std::vector<log::OwnEvent> events;
  for (std::size_t begin = 0; begin < view.seqs.size(); begin += kRangesMax) {
    events.push_back({.type = "access.viewed",
                      .matter = std::string(event::kLedgerMatter),
                      .members = {{"request", event::CanonicalString(view.request)},
                                  {"seqs", RangesJson(view.seqs, begin)},
                                  {"classes", ClassesJson(*view.sight)}},
                      .recorded_by = view.person});
  }
  return events;
}

log::OwnEvent DeniedEvent(const Denial& denial) {
  log::OwnEvent event{.type = "access.denied",
                      .matter = std::string(event::kLedgerMatter),
                      .members = {{"reason", R"("role_missing")"},
                                  {"request", event::CanonicalString(denial.request)}},
                      .recorded_by = denial.person};
  // Of a request that any role allows, their names have no room.
  if (denial.roles.size() <= kRolesBytesMax) {
    event.members.push_back({"role_needed", event::CanonicalString(denial.roles)});
  }
  return event;
}

crypto::Hash ScopeOf(const std::vector<log::OwnEvent>& events) {
  crypto::Sha256 hash;
  constexpr std::string_view kEnd("\0", 1);
  for (const log::OwnEvent& event : events) {
    hash.Update(event.type).Update(kEnd).Update(event.recorded_by).Update(kEnd);
    for (const event::Member& member : event.members) hash.Update(member.value).Update(kEnd);
  }
  return hash.Finish();
}

}  // namespace

void View::Add(std::uint64_t seq) {
  if (!seqs.empty() && seqs.back().last + 1 == seq) {
    seqs.back().last = seq;
  } else {
    seqs.push_back({seq, seq});
  }
}

void Viewings::Record(const View& view, Done done) {
  if (view.sight->opens_nothing() || view.seqs.empty()) return done({});
  RecordEvents(EventsOf(view), std::move(done));
}

void Viewings::RecordDenied(const Denial& denial) {
  RecordEvents({DeniedEvent(denial)}, [](const Result<void>&) {});
}

void Viewings::RecordEvents(std::vector<log::OwnEvent> events, Done done) {
  const crypto::Hash scope = ScopeOf(events);
  if (IsRepeat(scope)) return done({});
  const auto shared = std::make_shared<Done>(std::move(done));
  auto submitted = sequencer_.SubmitOwn(std::move(events), [this, scope, shared](auto recorded) {
    if (recorded) Remember(scope);
    (*shared)(recorded ? Result<void>() : base::Fail(std::move(recorded).error()));
  });
  if (!submitted) (*shared)(base::Fail(std::move(submitted).error()));
}

Result<void> Viewings::RecordAndWait(const View& view) {
  std::promise<Result<void>> recorded;
  Record(view, [&](Result<void> outcome) { recorded.set_value(std::move(outcome)); });
  return recorded.get_future().get();
}

bool Viewings::IsRepeat(const crypto::Hash& scope) {
  const base::MutexLock lock(mutex_);
  const auto found = recorded_.find(scope);
  return found != recorded_.end() && clock_.BootMicros() - found->second < kRepeatMicros;
}

// What there is no room for is recorded again when it comes again.
void Viewings::Remember(const crypto::Hash& scope) {
  const std::int64_t now = clock_.BootMicros();
  const base::MutexLock lock(mutex_);
  if (recorded_.size() >= kRememberedMax) {
    std::erase_if(recorded_, [&](const auto& item) { return now - item.second >= kRepeatMicros; });
  }
  if (recorded_.size() < kRememberedMax) recorded_.insert_or_assign(scope, now);
}

void SendShown(Viewings& viewings, Result<Shown> shown, Exchange& exchange) {
  if (!shown) return exchange.Send(ProblemResponse(shown.error()));
  const auto response = std::make_shared<Response>(std::move(shown->response));
  viewings.Record(shown->view, [&exchange, response](Result<void> recorded) {
    exchange.Send(recorded ? std::move(*response)
                           : ProblemResponse(base::Wrap("nothing was shown, since it could not be "
                                                        "recorded that it is",
                                                        std::move(recorded).error())));
  });
}

}  // namespace reqledger::daemon
