#include "ledger/log/agenda.h"

namespace reqledger::log {

void Agenda::Set(const docket::EntityName& name, std::optional<base::Instant> at) {
  const base::MutexLock lock(mutex_);
  SetLocked(name, at);
}

void Agenda::SetFirst(const docket::EntityName& name, base::Instant at) {
  const base::MutexLock lock(mutex_);
  if (!dates_.contains(name)) SetLocked(name, at);
}

std::vector<docket::EntityName> Agenda::TakeDue(base::Instant now, base::Instant again) {
  const base::MutexLock lock(mutex_);
  std::vector<docket::EntityName> due;
  for (const auto& [at, name] : order_) {
    if (at > now) break;
    due.push_back(name);
  }
  for (const docket::EntityName& name : due) SetLocked(name, again);
  return due;
}

void Agenda::SetLocked(const docket::EntityName& name, std::optional<base::Instant> at) {
  if (const auto found = dates_.find(name); found != dates_.end()) {
    order_.erase({found->second, name});
    dates_.erase(found);
  }
  if (!at) return;
  dates_.emplace(name, *at);
  order_.emplace(*at, name);
}

}  // namespace reqledger::log
