// The least that must be kept of a tree to append to it and to know its root.
//
// Limits: at most 63 hashes, about 2 KB.
// Source: RFC 6962 section 2.1.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

// The roots of the perfect subtrees of a tree, one for each set bit of its size, biggest first.
class CompactRange {
 public:
  CompactRange() = default;
  // Errors: invalid_argument where `hashes` are not as many as `size` has set bits.
  static base::Result<CompactRange> FromHashes(std::uint64_t size, std::vector<Hash> hashes);

  void Append(const Hash& leaf_hash);

  std::uint64_t size() const { return size_; }
  const std::vector<Hash>& hashes() const { return hashes_; }
  Hash Root() const;
  TreeHead Head() const { return {size_, Root()}; }

  friend bool operator==(const CompactRange&, const CompactRange&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

}  // namespace reqledger::merkle
