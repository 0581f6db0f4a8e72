#include "ledger/log/tail.h"

namespace reqledger::log {

base::Result<std::string> StoreTileSource::Tile(const merkle::TileId& id, int width) {
  ASSIGN_OR_RETURN(std::string hashes, store_.Tile(id));
  const std::size_t bytes = static_cast<std::size_t>(width) * merkle::kHashBytes;
  if (hashes.size() < bytes) {
    return base::Fail(base::Code::kCorrupt,
                      merkle::TilePath(id, width) + ": shorter than the tree needs");
  }
  hashes.resize(bytes);
  return hashes;
}

base::Result<crypto::Hash> HeadNodeReader::Node(const merkle::NodeId& node) {
  if (const auto hash = head_.edge.Node(node)) return *hash;
  const int tile_level = node.level / merkle::kTileHeight;
  const int level = node.level % merkle::kTileHeight;
  const int shift = merkle::kTileHeight - level;
  const auto recent = head_.recent.find({tile_level, node.index >> shift});
  if (recent != head_.recent.end()) {
    return recent->second.Node({level, node.index & ((std::uint64_t{1} << shift) - 1)});
  }
  return stored_.Node(node);
}

}  // namespace reqledger::log
