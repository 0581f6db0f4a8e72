#include "ledger/merkle/compact_range.h"

#include <bit>
#include <cstddef>
#include <string>
#include <utility>

#include "ledger/base/check.h"

namespace reqledger::merkle {

base::Result<CompactRange> CompactRange::FromHashes(std::uint64_t size, std::vector<Hash> hashes) {
  if (size > kTreeSizeMax || hashes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return base::Fail(base::Code::kInvalidArgument, "compact range of size " +
                                                        std::to_string(size) + ": not made of " +
                                                        std::to_string(hashes.size()) + " hashes");
  }
  CompactRange range;
  range.size_ = size;
  range.hashes_ = std::move(hashes);
  return range;
}

void CompactRange::Append(const Hash& leaf_hash) {
  REQ_CHECK(size_ < kTreeSizeMax);
  Hash carry = leaf_hash;
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    carry = NodeHash(hashes_.back(), carry);
    hashes_.pop_back();
  }
  hashes_.push_back(carry);
  ++size_;
}

Hash CompactRange::Root() const {
  if (hashes_.empty()) return EmptyRoot();
  Hash root = hashes_.back();
  for (std::size_t i = hashes_.size() - 1; i > 0; --i) root = NodeHash(hashes_[i - 1], root);
  return root;
}

}  // namespace reqledger::merkle
