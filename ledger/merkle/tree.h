// The hashes of a tree of entries, and the few words that everything else here is said in.
//
// Units: an index names a leaf and starts at 0; a size counts leaves.
// Limits: sizes up to 2^63 − 1, so that no doubling of a size overflows.
// Source: RFC 6962 section 2.1.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace reqledger::merkle {

using crypto::Hash;

inline constexpr std::uint64_t kTreeSizeMax = INT64_MAX;

Hash LeafHash(std::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);

// The root of the tree without leaves: SHA-256 of nothing.
Hash EmptyRoot();

// By default the empty tree.
struct TreeHead {
  std::uint64_t size = 0;
  Hash root = EmptyRoot();
  friend auto operator<=>(const TreeHead&, const TreeHead&) = default;
};

// A perfect subtree: the leaves [index · 2^level, (index + 1) · 2^level).
struct NodeId {
  int level = 0;
  std::uint64_t index = 0;
  friend auto operator<=>(const NodeId&, const NodeId&) = default;
};

// True where all leaves under `node` are among the first `size`.
bool IsInside(const NodeId& node, std::uint64_t size);

}  // namespace reqledger::merkle
