#include "ledger/store/batch.h"

#include <utility>

namespace reqledger::store {

base::Result<void> CheckContinues(const Batch& batch, std::uint64_t next_seq) {
  if (batch.entries.empty() || batch.first_seq == next_seq) return {};
  return base::Fail(base::Code::kConflict, "commit entries from " +
                                               std::to_string(batch.first_seq) +
                                               " on: the next is " + std::to_string(next_seq));
}

base::Error EntryNotFound(std::uint64_t seq) { return NotFound("entry " + std::to_string(seq)); }

base::Error NotFound(std::string what) {
  return base::Error{base::Code::kNotFound, std::move(what) + ": not there", {}, {}};
}

}  // namespace reqledger::store
