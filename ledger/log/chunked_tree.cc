#include "ledger/log/chunked_tree.h"

#include <utility>

#include "ledger/base/check.h"

namespace reqledger::log {

ChunkedTree::ChunkedTree(std::set<std::uint64_t> sizes) : sizes_(std::move(sizes)) { Remember(); }

void ChunkedTree::Append(const EntryChunk& chunk) {
  const bool whole = low_.size() == 0 && chunk.range.size() == kChunkLeaves;
  if (whole && !AnyAskedWithin(kChunkLeaves)) {
    top_.Append(chunk.range.Root());
    return;
  }
  for (const EntryLine& line : chunk.lines) AppendLeaf(line.leaf_hash);
}

void ChunkedTree::AppendLeaf(const merkle::Hash& leaf_hash) {
  low_.Append(leaf_hash);
  if (low_.size() == kChunkLeaves) {
    top_.Append(low_.Root());
    low_ = {};
  }
  Remember();
}

bool ChunkedTree::AnyAskedWithin(std::size_t leaves) const {
  const auto next = sizes_.upper_bound(size());
  return next != sizes_.end() && *next <= size() + leaves;
}

void ChunkedTree::Remember() {
  if (sizes_.contains(size())) roots_.emplace(size(), Root());
}

// The peaks of the whole tree are those over whole chunks, then those of the rest.
merkle::Hash ChunkedTree::Root() const {
  std::vector<merkle::Hash> peaks = top_.hashes();
  peaks.insert(peaks.end(), low_.hashes().begin(), low_.hashes().end());
  const auto range = merkle::CompactRange::FromHashes(size(), std::move(peaks));
  REQ_CHECK(range.has_value());
  return range->Root();
}

std::optional<merkle::Hash> ChunkedTree::RootAt(std::uint64_t size) const {
  const auto found = roots_.find(size);
  if (found == roots_.end()) return std::nullopt;
  return found->second;
}

}  // namespace reqledger::log
