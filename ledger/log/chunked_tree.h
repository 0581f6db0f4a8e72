// The tree over leaves that come in chunks, the lower levels of which other threads have hashed.
//
// Threads: one at a time; the ranges may come from anywhere.
// Limits: O(log n) hashes, and one for each size asked for.
// Source: RFC 6962 section 2.1.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "ledger/log/entry_line.h"
#include "ledger/merkle/compact_range.h"

namespace reqledger::log {

class ChunkedTree {
 public:
  // Chunks of this many lines, from 0 on, are joined without hashing their leaves again.
  static constexpr std::size_t kChunkLeaves = 256;

  // `sizes`: at which the root is remembered.
  explicit ChunkedTree(std::set<std::uint64_t> sizes = {});

  void Append(const EntryChunk& chunk);

  std::uint64_t size() const { return top_.size() * kChunkLeaves + low_.size(); }
  merkle::Hash Root() const;
  // Nothing where the tree never had that size.
  std::optional<merkle::Hash> RootAt(std::uint64_t size) const;

 private:
  void AppendLeaf(const merkle::Hash& leaf_hash);
  bool AnyAskedWithin(std::size_t leaves) const;
  void Remember();

  const std::set<std::uint64_t> sizes_;
  std::map<std::uint64_t, merkle::Hash> roots_;
  merkle::CompactRange top_;  // its leaves are the roots of kChunkLeaves each
  merkle::CompactRange low_;  // of what is left
};

}  // namespace reqledger::log
