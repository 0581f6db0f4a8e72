// One chunk of a data directory's entries, read, hashed and, where there are keys, opened.
//
// Errors: in the chunk, where reading ended.
// Threads: any number of chunks at once.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/base/error.h"
#include "ledger/log/derived_check.h"
#include "ledger/log/entry_chain.h"
#include "ledger/log/finding.h"
#include "ledger/log/opening.h"
#include "ledger/log/schema_set.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

inline constexpr std::uint64_t kStoreChunkEntries = 256;

struct StoreChunk {
  EntryChunk entries;
  std::vector<Opening> openings;
  std::vector<DerivedCheck::EntryRows> derived;
  std::vector<Finding> findings;
  std::optional<base::Error> error;  // where reading ended
};

// All outlive the reading.
struct ChunkGround {
  const store::Store& store;
  std::uint64_t size = 0;               // of the log
  const vault::Vault* vault = nullptr;  // null: nothing is opened
  const SchemaSet& schemas;
  const DerivedCheck* derived = nullptr;  // there where the vault is
};

StoreChunk ReadStoreChunk(const ChunkGround& ground, std::uint64_t first);

}  // namespace reqledger::log
