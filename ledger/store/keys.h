// The keys of the tables, as a database that sorts by bytes holds them.
//
// Units: integers are big-endian, so that byte order is number order:
//   entries      u64 seq → entry line, without LF
//   tiles        u8 level ‖ u64 index → 1 to 256 hashes
//   vault        u64 seq ‖ u8 class → vault row
//   rows         u8 space ‖ key → value
//   checkpoints  u64 size → signed note
// Errors: corrupt for a key that is none of its table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"
#include "ledger/store/store.h"

namespace reqledger::store {

std::string NumberKey(std::uint64_t number);  // a seq or a size
std::string TileKey(const merkle::TileId& id);
std::string VaultKey(std::uint64_t seq, std::uint8_t key_class);
std::string RowKey(RowSpace space, std::string_view key);

base::Result<std::uint64_t> NumberOfKey(std::string_view key);
base::Result<merkle::TileId> TileOfKey(std::string_view key);

}  // namespace reqledger::store
