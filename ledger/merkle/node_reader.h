// Where the hashes of a proof come from: any node of a tree, or the tiles that it is stored in.
//
// Errors: those of the source; corrupt where a tile has not the length asked for.
// Threads: a reader belongs to one thread.
// Trust: nothing read is believed here. A proof made from false tiles does not verify.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"
#include "ledger/merkle/tile_tree.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

class NodeReader {
 public:
  virtual ~NodeReader() = default;
  virtual base::Result<Hash> Node(const NodeId& node) = 0;
};

class TileSource {
 public:
  virtual ~TileSource() = default;
  // The first `width` hashes of the tile, exactly.
  virtual base::Result<std::string> Tile(const TileId& id, int width) = 0;
};

// Reads the nodes of the tree of `size` leaves, asking for no tile that this tree does not have.
class TileNodeReader final : public NodeReader {
 public:
  TileNodeReader(TileSource& source, std::uint64_t size) : source_(source), size_(size) {}

  // Errors: invalid_argument for a node that is not inside the tree.
  base::Result<Hash> Node(const NodeId& node) override;

 private:
  struct Cached {
    TileId id;
    TileTree tree;
  };
  // A proof touches at most two tiles of a level: the path's and the right edge's.
  static constexpr std::size_t kTilesMax = 16;

  base::Result<const TileTree*> Tree(const TileId& id);

  TileSource& source_;
  std::uint64_t size_;
  std::vector<Cached> cache_;  // the latest used last
};

}  // namespace reqledger::merkle
