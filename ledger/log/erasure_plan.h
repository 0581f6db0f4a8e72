// What an erasure would take, what forbids it, and who has the data already.
//
// Errors: not_found for a matter without entries; conflict, reason "erased", for one that is erased
// whole; those of store and vault.
// Limits: opens every entry of the matter and, for the exports, of matter `ledger`.
// Trust: it names holds, orders and exports of the matter: whoever calls decides who may know.
// Source: docs/privacy.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/schema.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/reader.h"
#include "ledger/log/rows.h"
#include "ledger/vault/tombstones.h"

namespace reqledger::log {

// What stands in the way: an entry, and the identifier that it gave.
struct Obstacle {
  std::string id;
  std::uint64_t seq = 0;
};

struct EarlierExport {
  std::uint64_t seq = 0;
  std::string recorded_at;
  std::string audience;
  std::string bundle_sha256;
  std::uint64_t size = 0;
  bool whole = false;  // else by matter
};

struct ErasurePlan {
  std::uint64_t entries = 0;             // of the matter; all of them stay
  std::vector<vault::ErasedRange> seqs;  // of which values go
  std::uint64_t erased = 0;              // entries in them
  std::uint64_t lookups = 0;             // rows by which people were found
  std::uint64_t idempotency = 0;         // rows by which repeats were recognised
  MatterState state;                     // of the matter
  std::vector<Obstacle> holds;
  std::vector<Obstacle> orders;  // of secrecy, not released, that cover demands of other matters

  bool blocked() const { return !holds.empty() || !orders.empty(); }
};

struct ErasureView {
  const Reader& reader;
  const DocketReader& docket;
  const event::SchemaCatalogue& catalogue;
};

base::Result<ErasurePlan> PlanErasure(const ErasureView& view, const std::string& matter,
                                      vault::ErasureScope scope, std::uint64_t size);
// The refusal, conflict with reason "held", where the plan is blocked.
base::Error Held(const ErasurePlan& plan);

// Bundles made before that hold entries of the plan, ascending.
base::Result<std::vector<EarlierExport>> ExportsWith(const ErasureView& view,
                                                     const std::string& matter,
                                                     const ErasurePlan& plan, std::uint64_t size);

}  // namespace reqledger::log
