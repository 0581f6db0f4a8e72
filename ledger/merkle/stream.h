// Hashes a tree of any size leaf by leaf, handing out each tile as it is finished.
//
// Limits: memory as RightEdge, whatever the number of leaves.
// Threads: one at a time.
#pragma once

#include <utility>

#include "ledger/merkle/right_edge.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

class TileStream {
 public:
  explicit TileStream(RightEdge::OnTile on_tile) : on_tile_(std::move(on_tile)) {}

  void Append(const Hash& leaf_hash) { edge_.Append(leaf_hash, on_tile_); }
  TreeHead Head() const { return edge_.Head(); }

  // Hands out the partial tiles of the tree as it is now, lower levels first. Appending may go on.
  void EmitPartials() const;

 private:
  RightEdge::OnTile on_tile_;
  RightEdge edge_;
};

}  // namespace reqledger::merkle
