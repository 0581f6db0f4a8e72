// The rows that go with the keys of what was erased. Without the keys they open no more; that they
// are deleted, too, is in addition.
//
// Errors: those of the store. A second time after a crash does what the first left to do.
// Threads: the committing one.
// Limits: goes once through the identifiers and the docket of all matters; where entries of other
// matters hang together with a matter that was erased whole, folds the ledger again.
#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

struct ErasureGround {
  store::Store& store;
  vault::Vault& vault;
  const event::SchemaCatalogue& catalogue;
  const docket::RuleBook& rules;
};

// The tombstone is in effect.
base::Result<void> EraseRows(const ErasureGround& ground, const vault::Tombstone& tombstone,
                             std::uint64_t size);

}  // namespace reqledger::log
