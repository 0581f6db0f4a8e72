// The second person: what one counsel alone may not do where the roles file says so, and what
// another has approved.
//
// An approval is an `access.approved` in matter `ledger`. It is of one request, to the byte of its
// RFC 8785 form but for an event's idempotency key, and holds for kApprovalMicros; until then the
// request may be sent again, so that an answer that was lost can be asked for.
//
// Errors: permission_denied, reason "second_person_needed"; of Record and Load those of the
// sequencer and the reader; unavailable past kApprovalsMax.
// Threads: any number at once; `done` runs on the sequencer's thread.
// Trust: two names in recorded_by are taken for two people; the roles file decides who has two.
// Source: docs/roles.md "A second person".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/roles.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/crypto/sha256.h"
#include "ledger/log/clock.h"
#include "ledger/log/reader.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

inline constexpr std::int64_t kApprovalMicros = 7LL * 24 * 3600 * 1'000'000;
inline constexpr std::size_t kApprovalsMax = 10'000;  // that have not ended

// What can be approved, by its route.
inline constexpr std::string_view kEventRequest = "POST /v1/events";
inline constexpr std::string_view kErasureRequest = "POST /v1/erasures";
inline constexpr std::string_view kExportRequest = "POST /v1/exports";

struct Approved {
  std::uint64_t seq = 0;
  crypto::Hash sha256;
  base::Instant expires_at;
};

class Approvals {
 public:
  // All outlive this.
  Approvals(log::Sequencer& sequencer, const log::Reader& reader, log::Clock& clock)
      : sequencer_(sequencer), reader_(reader), clock_(clock) {}

  // What the log says of the approvals that have not ended. Before the first request.
  base::Result<void> Load() EXCLUDES(mutex_);

  // `body`: the JSON object that the other will send.
  using Done = std::function<void(base::Result<Approved>)>;
  void Record(std::string_view request, std::string_view body, const std::string& person, Done done)
      EXCLUDES(mutex_);

  // That the caller may send it: nobody else is asked for, or somebody else has approved it.
  base::Result<void> CheckEvent(const Access& access, std::string_view type,
                                std::string_view body) const EXCLUDES(mutex_);
  base::Result<void> CheckErasure(const Access& access, std::string_view body) const
      EXCLUDES(mutex_);
  base::Result<void> CheckExportUnderSeal(const Access& access, std::string_view body) const
      EXCLUDES(mutex_);

 private:
  using Subject = std::pair<std::string, crypto::Hash>;  // request, digest

  base::Result<void> Check(const Access& access, std::string_view request,
                           std::string_view body) const EXCLUDES(mutex_);
  // False where there is no room for it.
  bool Remember(Subject subject, const std::string& person, base::Instant expires_at)
      EXCLUDES(mutex_);

  log::Sequencer& sequencer_;
  const log::Reader& reader_;
  log::Clock& clock_;
  mutable base::Mutex mutex_;
  // Until when, by who approved.
  std::map<Subject, std::map<std::string, base::Instant>> approvals_ GUARDED_BY(mutex_);
};

}  // namespace reqledger::daemon
