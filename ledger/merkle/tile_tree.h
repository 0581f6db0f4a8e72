// One tile expanded: its hashes and every node above them, so that inner nodes are read, not
// hashed.
//
// Units: nodes are named as within the tile: level 0 is its hashes, level 8 its root.
// Limits: at most 511 nodes, 16 KB.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

class TileTree {
 public:
  TileTree() = default;
  // From the bytes of a stored tile.
  // Errors: invalid_argument unless `hashes` are 1 to 256 hashes.
  static base::Result<TileTree> FromBytes(std::string_view hashes);

  // One node hash, amortised. Not for a full tile.
  void Append(const Hash& hash);

  int width() const { return width_; }
  bool full() const { return width_ == kTileWidth; }

  // True where all hashes under `node` are there.
  bool Has(const NodeId& node) const;
  const Hash& Node(const NodeId& node) const;

  // The bytes that are stored and served.
  std::string Bytes() const;

  friend bool operator==(const TileTree&, const TileTree&) = default;

 private:
  int width_ = 0;
  // In the order in which nodes are completed: each hash, then the nodes whose last hash it is.
  std::vector<Hash> nodes_;
};

}  // namespace reqledger::merkle
