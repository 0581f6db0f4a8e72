// The derived rows against what the entries make of them.
//
// Idempotency rows cannot be made again, since the keys are in no entry: their form is checked, and
// that they name an entry.
//
// Threads: CheckEntry on any thread; the rest one at a time, entries in order.
// Limits: about 250 bytes a matter.
// Source: ledger/log/rows.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/schema.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/lookup_check.h"
#include "ledger/log/opening.h"
#include "ledger/log/rows.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

class DerivedCheck {
 public:
  struct Ground {
    const store::Store& store;
    const vault::Vault& vault;
    const SchemasByDigest& schemas;
  };
  explicit DerivedCheck(const Ground& ground)
      : ground_(ground), lookups_(ground.store, ground.vault, ground.schemas) {}

  // The rows of one entry alone: matter index, identifiers, lookups.
  struct EntryRows {
    std::uint64_t identifiers = 0;  // that it defines
    LookupCheck::EntryRows lookups;
    std::vector<Finding> findings;
  };
  EntryRows CheckEntry(const Opening& opening) const;

  void Append(const Opening& opening, const crypto::Hash& leaf_hash, const EntryRows& rows,
              FindingLog& findings);
  // After the last entry: the rows of matters, and that there is no row too many.
  base::Result<void> Finish(FindingLog& findings) const;

 private:
  struct Last {
    MatterState state;
    std::uint64_t seq = 0;
  };
  base::Result<void> CheckMatters(FindingLog& findings) const;
  base::Result<std::uint64_t> CountRows(store::RowSpace space) const;
  bool IsOfErased(store::RowSpace space, std::string_view value) const;
  base::Result<void> CheckIdempotency(FindingLog& findings) const;
  Finding TooMany(std::string_view what) const;

  const Ground ground_;
  LookupCheck lookups_;
  std::map<std::string, Last> matters_;
  std::uint64_t entries_ = 0;
  std::uint64_t identifiers_ = 0;
};

}  // namespace reqledger::log
