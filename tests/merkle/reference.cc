#include "tests/merkle/reference.h"

#include <gtest/gtest.h>

namespace reqledger::merkle {
namespace {

// The largest power of two smaller than n.
std::uint64_t Split(std::uint64_t n) {
  std::uint64_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

}  // namespace

Hash ReferenceTree::Mth(std::uint64_t start, std::uint64_t end) {
  if (start == end) return EmptyRoot();
  if (end - start == 1) return leaves_[start];
  const auto found = known_.find({start, end});
  if (found != known_.end()) return found->second;
  const std::uint64_t middle = start + Split(end - start);
  const Hash hash = NodeHash(Mth(start, middle), Mth(middle, end));
  known_[{start, end}] = hash;
  return hash;
}

std::vector<Hash> ReferenceTree::Path(std::uint64_t index, std::uint64_t size) {
  return PathIn(index, 0, size);
}

std::vector<Hash> ReferenceTree::PathIn(std::uint64_t index, std::uint64_t start,
                                        std::uint64_t end) {
  if (end - start == 1) return {};
  const std::uint64_t middle = start + Split(end - start);
  std::vector<Hash> path =
      index < middle ? PathIn(index, start, middle) : PathIn(index, middle, end);
  path.push_back(index < middle ? Mth(middle, end) : Mth(start, middle));
  return path;
}

std::vector<Hash> ReferenceTree::Consistency(std::uint64_t from, std::uint64_t to) {
  if (from == 0) return {};
  return SubproofIn(from, 0, to, true);
}

std::vector<Hash> ReferenceTree::SubproofIn(std::uint64_t from, std::uint64_t start,
                                            std::uint64_t end, bool known) {
  if (from == end) return known ? std::vector<Hash>{} : std::vector<Hash>{Mth(start, end)};
  const std::uint64_t middle = start + Split(end - start);
  std::vector<Hash> proof = from <= middle ? SubproofIn(from, start, middle, known)
                                           : SubproofIn(from, middle, end, false);
  proof.push_back(from <= middle ? Mth(middle, end) : Mth(start, middle));
  return proof;
}

std::vector<Hash> ReferenceTree::SubtreeConsistency(const Subtree& subtree, std::uint64_t size) {
  return SubtreeIn(subtree, 0, size, true);
}

std::vector<Hash> ReferenceTree::SubtreeIn(const Subtree& subtree, std::uint64_t start,
                                           std::uint64_t end, bool known) {
  if (subtree.start == start && subtree.end == end) {
    return known ? std::vector<Hash>{} : std::vector<Hash>{Mth(start, end)};
  }
  const std::uint64_t middle = start + Split(end - start);
  std::vector<Hash> proof;
  if (subtree.end <= middle) {
    proof = SubtreeIn(subtree, start, middle, known);
    proof.push_back(Mth(middle, end));
  } else if (subtree.start >= middle) {
    proof = SubtreeIn(subtree, middle, end, known);
    proof.push_back(Mth(start, middle));
  } else {
    proof = SubtreeIn({middle, subtree.end}, middle, end, false);
    proof.push_back(Mth(start, middle));
  }
  return proof;
}

std::string ReferenceTree::TileBytes(const TileId& id, int width) {
  std::string bytes;
  const std::uint64_t leaves = std::uint64_t{1} << (8 * id.level);
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(width); ++i) {
    const std::uint64_t start = (id.index * 256 + i) * leaves;
    bytes += Mth(start, start + leaves).view();
  }
  return bytes;
}

base::Result<Hash> ReferenceNodes::Node(const NodeId& node) {
  const std::uint64_t start = node.index << node.level;
  const std::uint64_t end = (node.index + 1) << node.level;
  EXPECT_LE(end, size_) << "a node that is not inside the tree";
  return tree_.Mth(start, end);
}

base::Result<std::string> ReferenceTiles::Tile(const TileId& id, int width) {
  ++reads_;
  const std::uint64_t hashes = size_ >> (8 * id.level);
  const std::uint64_t first = id.index * 256;
  EXPECT_LT(first, hashes) << "a tile that the tree does not have";
  EXPECT_EQ(static_cast<std::uint64_t>(width), std::min<std::uint64_t>(256, hashes - first));
  return tree_.TileBytes(id, width);
}

}  // namespace reqledger::merkle
