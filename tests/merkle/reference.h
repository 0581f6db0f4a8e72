// RFC 6962 written down as the RFC states it, by recursion: what the product is compared with.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/subtree.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

class ReferenceTree {
 public:
  explicit ReferenceTree(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}

  std::uint64_t size() const { return leaves_.size(); }
  const Hash& leaf(std::uint64_t index) const { return leaves_[index]; }

  // MTH(D[start:end]); kept once computed, or all pairs would take hours.
  Hash Mth(std::uint64_t start, std::uint64_t end);
  TreeHead Head(std::uint64_t size) { return {size, Mth(0, size)}; }

  std::vector<Hash> Path(std::uint64_t index, std::uint64_t size);
  std::vector<Hash> Consistency(std::uint64_t from, std::uint64_t to);
  std::vector<Hash> SubtreeConsistency(const Subtree& subtree, std::uint64_t size);

  std::string TileBytes(const TileId& id, int width);

 private:
  // The RFC's D[n] is leaves [start, end) here.
  std::vector<Hash> PathIn(std::uint64_t index, std::uint64_t start, std::uint64_t end);
  std::vector<Hash> SubproofIn(std::uint64_t from, std::uint64_t start, std::uint64_t end,
                               bool known);
  std::vector<Hash> SubtreeIn(const Subtree& subtree, std::uint64_t start, std::uint64_t end,
                              bool known);

  std::vector<Hash> leaves_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Hash> known_;
};

// Any node of the tree.
class ReferenceNodes final : public NodeReader {
 public:
  ReferenceNodes(ReferenceTree& tree, std::uint64_t size) : tree_(tree), size_(size) {}
  base::Result<Hash> Node(const NodeId& node) override;

 private:
  ReferenceTree& tree_;
  std::uint64_t size_;
};

// Serves the tiles of the tree at one size and fails the test when asked for another.
class ReferenceTiles final : public TileSource {
 public:
  ReferenceTiles(ReferenceTree& tree, std::uint64_t size) : tree_(tree), size_(size) {}
  base::Result<std::string> Tile(const TileId& id, int width) override;
  int reads() const { return reads_; }

 private:
  ReferenceTree& tree_;
  std::uint64_t size_;
  int reads_ = 0;
};

}  // namespace reqledger::merkle
