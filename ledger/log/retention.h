// How long matters are kept, as the operator chose, and which have been kept long enough.
//
// A policy only lists: who erases is counsel, matter by matter. There is none built in.
//
// Errors: invalid_argument, naming the place, for a policy that is not in form; those of the
// reader. Limits: kRetentionFileBytesMax; DueErasures goes through the docket and opens the entries
// of each matter that is closed. Source: docs/privacy.md "How long".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/docket/duration.h"
#include "ledger/log/erasure_plan.h"

namespace reqledger::log {

inline constexpr std::size_t kRetentionFileBytesMax = 64 * 1024;

struct RetentionPeriods {
  std::optional<docket::Duration> personal;
  std::optional<docket::Duration> all;
};
using RetentionPolicy = std::map<std::string, RetentionPeriods>;  // by rule pack

// `{"packs":{"us_federal":{"personal":"P2Y","all":"P7Y"}}}`.
base::Result<RetentionPolicy> ParseRetention(std::string_view json);
// As `ledger.retention_changed` has it, canonical JSON.
std::string RetentionJson(const RetentionPolicy& policy);

struct DueErasure {
  std::string matter;
  vault::ErasureScope scope = vault::ErasureScope::kPersonal;
  std::string closed_on;  // YYYY-MM-DD, of its last event
  std::string due_on;
};

// Matters of which all demands, orders and challenges are closed, whose demands are all of packs
// that the policy names, which nothing holds, and that have something left to erase.
base::Result<std::vector<DueErasure>> DueErasures(const ErasureView& view,
                                                  const RetentionPolicy& policy, std::uint64_t size,
                                                  base::Instant now);

}  // namespace reqledger::log
