#include "ledger/merkle/tile_tree.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "ledger/base/check.h"

namespace reqledger::merkle {
namespace {

// Before hash n come the 2n − popcount(n) nodes that the hashes before it completed.
std::size_t HashPosition(std::uint64_t n) {
  return static_cast<std::size_t>(2 * n) - static_cast<std::size_t>(std::popcount(n));
}

// A node stands `level` places behind its last hash.
std::size_t NodePosition(const NodeId& node) {
  const std::uint64_t last = ((node.index + 1) << node.level) - 1;
  return HashPosition(last) + static_cast<std::size_t>(node.level);
}

}  // namespace

base::Result<TileTree> TileTree::FromBytes(std::string_view hashes) {
  if (hashes.empty() || hashes.size() % kHashBytes != 0 ||
      hashes.size() > kTileWidth * kHashBytes) {
    return base::Fail(base::Code::kInvalidArgument,
                      "tile: " + std::to_string(hashes.size()) + " bytes are not 1 to 256 hashes");
  }
  TileTree tree;
  tree.nodes_.reserve(2 * hashes.size() / kHashBytes);
  for (; !hashes.empty(); hashes.remove_prefix(kHashBytes)) {
    tree.Append(*crypto::HashFromBytes(hashes.substr(0, kHashBytes)));
  }
  return tree;
}

void TileTree::Append(const Hash& hash) {
  REQ_CHECK(!full());
  nodes_.push_back(hash);
  Hash carry = hash;
  for (NodeId node{0, static_cast<std::uint64_t>(width_)}; (node.index & 1) != 0;
       node = {node.level + 1, node.index / 2}) {
    carry = NodeHash(nodes_[NodePosition({node.level, node.index - 1})], carry);
    nodes_.push_back(carry);
  }
  ++width_;
}

bool TileTree::Has(const NodeId& node) const {
  return IsInside(node, static_cast<std::uint64_t>(width_));
}

const Hash& TileTree::Node(const NodeId& node) const {
  REQ_CHECK(Has(node));
  return nodes_[NodePosition(node)];
}

std::string TileTree::Bytes() const {
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(width_) * kHashBytes);
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(width_); ++i) {
    bytes += nodes_[HashPosition(i)].view();
  }
  return bytes;
}

}  // namespace reqledger::merkle
