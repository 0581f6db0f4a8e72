// The growing side of a tree: of each level the last tile, expanded.
//
// It is what a log keeps in memory to append, to know its root and to answer proofs about its end
// without reading or hashing again.
//
// Limits: at most 8 tiles of 16 KB. An append costs its leaf's share of nodes: one hash, amortised.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/tile.h"
#include "ledger/merkle/tile_tree.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

class RightEdge {
 public:
  // Called with each tile as it becomes full, lower levels first.
  using OnTile = std::function<void(const TileId& id, std::string_view hashes)>;

  RightEdge() = default;
  // Reads the partial tiles of the tree of `size` leaves, which are at most one a level.
  // Errors: those of the source; corrupt for a tile of another length than asked for.
  static base::Result<RightEdge> Read(std::uint64_t size, TileSource& source);

  void Append(const Hash& leaf_hash, const OnTile& on_full_tile);

  std::uint64_t size() const { return size_; }
  Hash Root() const;
  TreeHead Head() const { return {size_, Root()}; }

  // The partial tiles, lower levels first; of full tiles none is kept.
  struct Partial {
    TileId id;
    const TileTree& tree;
  };
  std::vector<Partial> Partials() const;

  // The hash of `node` where it lies in one of the partial tiles.
  std::optional<Hash> Node(const NodeId& node) const;

  friend bool operator==(const RightEdge&, const RightEdge&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<TileTree> levels_;  // never full between two calls; may be empty
};

}  // namespace reqledger::merkle
