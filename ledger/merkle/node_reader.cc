#include "ledger/merkle/node_reader.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace reqledger::merkle {

base::Result<Hash> TileNodeReader::Node(const NodeId& node) {
  if (size_ > kTreeSizeMax || !IsInside(node, size_)) {
    return base::Fail(base::Code::kInvalidArgument,
                      "node " + std::to_string(node.level) + "/" + std::to_string(node.index) +
                          ": not inside the tree of size " + std::to_string(size_));
  }
  const int level = node.level % kTileHeight;
  const int shift = kTileHeight - level;
  const TileId id{node.level / kTileHeight, node.index >> shift};
  ASSIGN_OR_RETURN(const TileTree* const tree, Tree(id));
  return tree->Node({level, node.index - (id.index << shift)});
}

base::Result<const TileTree*> TileNodeReader::Tree(const TileId& id) {
  const auto cached = std::ranges::find(cache_, id, &Cached::id);
  if (cached != cache_.end()) {
    std::rotate(cached, std::next(cached), cache_.end());
    return &cache_.back().tree;
  }
  const int width = WidthInSize(id, size_);
  ASSIGN_OR_RETURN(const std::string bytes, source_.Tile(id, width));
  if (bytes.size() != static_cast<std::size_t>(width) * kHashBytes) {
    return base::Fail(base::Code::kCorrupt, TilePath(id, width) + ": " +
                                                std::to_string(bytes.size()) + " bytes, not " +
                                                std::to_string(width) + " hashes");
  }
  ASSIGN_OR_RETURN(TileTree tree, TileTree::FromBytes(bytes));
  if (cache_.size() == kTilesMax) cache_.erase(cache_.begin());
  cache_.push_back({id, std::move(tree)});
  return &cache_.back().tree;
}

}  // namespace reqledger::merkle
