// Tiles: which runs of 256 hashes a tree is stored and served in, and how they are named.
//
// Units: a tile at level l holds roots of subtrees of 256^l leaves; a width counts hashes, 1 to
// 256.
// Source: C2SP tlog-tiles.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::merkle {

inline constexpr int kTileHeight = 8;  // levels of the tree that one tile spans
inline constexpr int kTileWidth = 1 << kTileHeight;
inline constexpr int kTileLevelMax = 63;  // as paths may say it; trees end at level 7
inline constexpr std::size_t kHashBytes = 32;

struct TileId {
  int level = 0;
  std::uint64_t index = 0;
  friend auto operator<=>(const TileId&, const TileId&) = default;
};

// One resource of the tiles API. For entries `id.level` is 0.
struct TileRequest {
  TileId id;
  int width = kTileWidth;
  bool entries = false;  // the bundle of the entries themselves
  friend auto operator<=>(const TileRequest&, const TileRequest&) = default;
};

// "tile/0/x001/234.p/5", "tile/1/000", "tile/entries/000".
std::string TilePath(const TileRequest& request);
std::string TilePath(const TileId& id, int width);

// Errors: invalid_argument for every path that TilePath would not write.
base::Result<TileRequest> ParseTilePath(std::string_view path);

// How many hashes the tile has in a tree of `size` leaves; 0 where it does not exist.
int WidthInSize(const TileId& id, std::uint64_t size);

// The tiles of one level: `full` of 256 hashes, then one of `partial_width` unless that is 0.
struct TileLevel {
  int level = 0;
  std::uint64_t full = 0;
  int partial_width = 0;
  friend auto operator<=>(const TileLevel&, const TileLevel&) = default;
};

// The levels of a tree of `size` leaves, from the leaves up; none for the empty tree.
std::vector<TileLevel> TileLevels(std::uint64_t size);

}  // namespace reqledger::merkle
