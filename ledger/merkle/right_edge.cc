#include "ledger/merkle/right_edge.h"

#include <cstddef>
#include <string>
#include <utility>

#include "ledger/base/check.h"

namespace reqledger::merkle {
namespace {

// The index of the partial tile of `level` in a tree of `size` leaves: how many full ones precede.
std::uint64_t FullTiles(int level, std::uint64_t size) {
  return size >> (kTileHeight * level) >> kTileHeight;
}

}  // namespace

base::Result<RightEdge> RightEdge::Read(std::uint64_t size, TileSource& source) {
  RightEdge edge;
  edge.size_ = size;
  for (const TileLevel& level : TileLevels(size)) {
    TileTree& tree = edge.levels_.emplace_back();
    if (level.partial_width == 0) continue;
    const TileId id{level.level, level.full};
    ASSIGN_OR_RETURN(const std::string bytes, source.Tile(id, level.partial_width));
    if (bytes.size() != static_cast<std::size_t>(level.partial_width) * kHashBytes) {
      return base::Fail(base::Code::kCorrupt, TilePath(id, level.partial_width) + ": " +
                                                  std::to_string(bytes.size()) +
                                                  " bytes are not its width");
    }
    ASSIGN_OR_RETURN(tree, TileTree::FromBytes(bytes));
  }
  return edge;
}

void RightEdge::Append(const Hash& leaf_hash, const OnTile& on_full_tile) {
  REQ_CHECK(size_ < kTreeSizeMax);
  ++size_;
  Hash hash = leaf_hash;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    TileTree& tree = levels_[level];
    tree.Append(hash);
    if (!tree.full()) return;
    if (on_full_tile) {
      const int tile_level = static_cast<int>(level);
      on_full_tile({tile_level, FullTiles(tile_level, size_) - 1}, tree.Bytes());
    }
    hash = tree.Node({kTileHeight, 0});
    tree = TileTree();
  }
}

Hash RightEdge::Root() const {
  std::optional<Hash> root;
  for (const TileTree& tree : levels_) {
    // A perfect subtree for each set bit of the width, the smallest at the right end.
    const auto width = static_cast<std::uint64_t>(tree.width());
    for (int level = 0; level < kTileHeight; ++level) {
      if ((width >> level & 1) == 0) continue;
      const Hash& node = tree.Node({level, (width >> level) - 1});
      root = root ? NodeHash(node, *root) : node;
    }
  }
  return root.value_or(EmptyRoot());
}

std::vector<RightEdge::Partial> RightEdge::Partials() const {
  std::vector<Partial> partials;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].width() == 0) continue;
    const int level = static_cast<int>(i);
    partials.push_back({{level, FullTiles(level, size_)}, levels_[i]});
  }
  return partials;
}

std::optional<Hash> RightEdge::Node(const NodeId& node) const {
  if (!IsInside(node, size_)) return std::nullopt;
  const auto level = static_cast<std::size_t>(node.level / kTileHeight);
  const int level_in_tile = node.level % kTileHeight;
  if (level >= levels_.size()) return std::nullopt;
  const std::uint64_t tile = FullTiles(node.level / kTileHeight, size_);
  const std::uint64_t first = tile << (kTileHeight - level_in_tile);
  if (node.index < first) return std::nullopt;
  return levels_[level].Node({level_in_tile, node.index - first});
}

}  // namespace reqledger::merkle
