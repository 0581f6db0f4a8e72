#include "ledger/merkle/tree.h"

#include <algorithm>
#include <array>

namespace reqledger::merkle {
namespace {

constexpr std::uint8_t kLeafPrefix = 0;
constexpr std::uint8_t kNodePrefix = 1;

// SHA-256 of no bytes, written out so that an empty TreeHead costs no hash.
constexpr Hash kEmptyRoot{{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                           0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                           0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};

}  // namespace

Hash LeafHash(std::string_view entry) {
  static constexpr char kPrefix = kLeafPrefix;
  return crypto::Sha256::Digest({std::string_view(&kPrefix, 1), entry});
}

Hash NodeHash(const Hash& left, const Hash& right) {
  // One buffer, one update: a node is hashed for every entry, and each call costs.
  std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> bytes;
  bytes[0] = kNodePrefix;
  std::ranges::copy(left.bytes, bytes.begin() + 1);
  std::ranges::copy(right.bytes, bytes.begin() + 1 + sizeof(Hash));
  return crypto::Sha256::Digest(
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Hash EmptyRoot() { return kEmptyRoot; }

bool IsInside(const NodeId& node, std::uint64_t size) {
  return node.level >= 0 && node.level < 64 && node.index < size >> node.level;
}

}  // namespace reqledger::merkle
