// What a clock will bring about, and when: the next date of each entity that has one.
//
// Threads: any number at once.
// Limits: about 200 bytes for each entity with a date to come.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/time.h"
#include "ledger/docket/entity.h"

namespace reqledger::log {

class Agenda {
 public:
  // `at`: nothing where the entity has no date to come.
  void Set(const docket::EntityName& name, std::optional<base::Instant> at) EXCLUDES(mutex_);
  // Where nothing is set yet.
  void SetFirst(const docket::EntityName& name, base::Instant at) EXCLUDES(mutex_);
  // Those whose date is not after `now`. Until they are set anew they are due again at `again`.
  std::vector<docket::EntityName> TakeDue(base::Instant now, base::Instant again) EXCLUDES(mutex_);

 private:
  void SetLocked(const docket::EntityName& name, std::optional<base::Instant> at) REQUIRES(mutex_);

  base::Mutex mutex_;
  std::map<docket::EntityName, base::Instant> dates_ GUARDED_BY(mutex_);
  std::set<std::pair<base::Instant, docket::EntityName>> order_ GUARDED_BY(mutex_);
};

}  // namespace reqledger::log
