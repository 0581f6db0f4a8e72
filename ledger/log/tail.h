// The end of the log: what the sequencer appends to, and what it last answered for.
//
// Trust: a LogHead exists only for a tree that is durable, high-water mark included.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/proof.h"
#include "ledger/merkle/right_edge.h"
#include "ledger/store/store.h"

namespace reqledger::log {

struct Tail {
  merkle::RightEdge edge;
  crypto::Hash last_leaf;                         // of entry size − 1
  std::optional<base::Instant> last_recorded_at;  // nothing for an empty log
};

// The working head: immutable once made, shared with whoever answers for it.
struct LogHead {
  merkle::TreeHead tree;
  std::string checkpoint;  // the signed note
  std::string vkey;        // of the key that signs from here on
  merkle::RightEdge edge;
  std::map<merkle::TileId, merkle::TileTree> recent;  // tiles that the last batch filled
};

// Tiles as the store holds them: a prefix of what has grown since is the tile of an older size.
class StoreTileSource final : public merkle::TileSource {
 public:
  explicit StoreTileSource(const store::Store& store) : store_(store) {}
  base::Result<std::string> Tile(const merkle::TileId& id, int width) override;

 private:
  const store::Store& store_;
};

// Nodes of the tree of `head`: from memory at its right edge, from the store elsewhere.
class HeadNodeReader final : public merkle::NodeReader {
 public:
  HeadNodeReader(const LogHead& head, const store::Store& store)
      : head_(head), tiles_(store), stored_(tiles_, head.tree.size) {}
  base::Result<crypto::Hash> Node(const merkle::NodeId& node) override;

 private:
  const LogHead& head_;
  StoreTileSource tiles_;
  merkle::TileNodeReader stored_;
};

}  // namespace reqledger::log
