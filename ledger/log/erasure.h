// Lawful erasure: keys destroyed for good, the record of it kept.
//
// Errors: conflict, reason "held", where a hold or an order stands in the way, "erased" where the
// matter is erased whole, "nothing_to_erase"; not_found for an unknown matter; those of store,
// vault and sequencer. Once the entry is durable there is no way back: an error then is `io`, stops
// the log, and the next start finishes. Threads: Prepare on any thread; Apply on the sequencer's
// own. Trust: whoever calls has asked whether the caller may. Source: erasure.cc for the durable
// steps; docs/privacy.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/log/erasure_plan.h"
#include "ledger/log/erasure_rows.h"
#include "ledger/log/sequencer.h"

namespace reqledger::log {

struct ErasureRequest {
  std::string matter;
  vault::ErasureScope scope = vault::ErasureScope::kPersonal;
  std::string basis;
  std::string authority;
  // Whether copies of envelopes elsewhere were destroyed, too; is recorded where there are
  // envelopes at all, and counts as no where it is not said.
  std::optional<bool> escrow_destroyed;
  std::string recorded_by;
};

struct Erased {
  std::uint64_t seq = 0;      // of the entry that says so
  std::uint64_t entries = 0;  // erased
  std::uint32_t epoch = 0;    // of the key-encryption key now in use
};

// The keys as they will be, begun: the long half.
struct PreparedErasure {
  ErasureRequest request;
  std::uint32_t generation = 0;  // of the personal key that goes
  std::shared_ptr<vault::KeyRewrap> rewrap;
};

class Eraser {
 public:
  // All outlive this.
  Eraser(const ErasureGround& ground, const ErasureView& view) : ground_(ground), view_(view) {}

  const ErasureView& view() const { return view_; }

  base::Result<PreparedErasure> Prepare(ErasureRequest request, std::uint64_t size) const;
  base::Result<Erased> Apply(const PreparedErasure& prepared, std::uint64_t size,
                             const CommitOwn& commit) const;

 private:
  const ErasureGround ground_;
  const ErasureView view_;
};

// At start-up, what a crash left: intentions without an entry are withdrawn, all else is finished.
// Returns how many were finished.
base::Result<std::uint64_t> FinishErasures(const ErasureGround& ground, std::uint64_t size);

}  // namespace reqledger::log
