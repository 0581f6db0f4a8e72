#include "ledger/log/tile_check.h"

#include <algorithm>

#include "ledger/merkle/tile.h"

namespace reqledger::log {
namespace {

// The first entry under hash `hash` of the tile.
std::uint64_t FirstCovered(const merkle::TileId& id, std::uint64_t hash) {
  return (id.index * merkle::kTileWidth + hash) << (merkle::kTileHeight * id.level);
}

}  // namespace

TileCheck::TileCheck(const store::Store& store, FindingLog& findings)
    : store_(store),
      findings_(findings),
      stream_([this](const merkle::TileId& id, std::string_view made) { Compare(id, made); }) {}

void TileCheck::Compare(const merkle::TileId& id, std::string_view made) {
  const auto stored = store_.Tile(id);
  const std::string found = stored.value_or("");
  if (found == made) return;
  const auto [at, unused] = std::ranges::mismatch(found, made);
  const auto hash = static_cast<std::uint64_t>(at - found.begin()) / merkle::kHashBytes;
  findings_.Add(
      {code::kTileMismatch, FirstCovered(id, hash),
       std::to_string(made.size() / merkle::kHashBytes) + " hashes as the entries make them",
       stored ? std::to_string(found.size()) + " bytes, other from hash " + std::to_string(hash) +
                    " on"
              : "no such tile"});
}

base::Result<void> TileCheck::Finish() {
  stream_.EmitPartials();
  const std::uint64_t size = stream_.Head().size;
  return store_.Tiles([&](const merkle::TileId& id, std::string_view) -> base::Result<void> {
    if (merkle::WidthInSize(id, size) == 0) {
      findings_.Add(
          {code::kTileMismatch, FirstCovered(id, 0), "no tile beyond the entries", "a tile"});
    }
    return {};
  });
}

}  // namespace reqledger::log
