// A proof with anything changed must not verify.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "ledger/merkle/proof.h"
#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

using Hashes = std::vector<Hash>;

Hash Flipped(Hash hash) {
  hash.bytes[17] ^= 0x10;
  return hash;
}

std::vector<Hashes> Mutations(const Hashes& proof) {
  std::vector<Hashes> all;
  const auto add = [&](const std::function<void(Hashes&)>& change) {
    all.push_back(proof);
    change(all.back());
  };
  add([](Hashes& hashes) { hashes.push_back(Hash{}); });
  add([](Hashes& hashes) { hashes.insert(hashes.begin(), Hash{}); });
  add([](Hashes& hashes) { hashes.push_back(hashes.empty() ? EmptyRoot() : hashes.back()); });
  for (std::size_t i = 0; i < proof.size(); ++i) {
    const auto place = static_cast<std::ptrdiff_t>(i);
    add([&](Hashes& hashes) { hashes.erase(hashes.begin() + place); });
    add([&](Hashes& hashes) { hashes[i] = Flipped(hashes[i]); });
    if (i > 0) add([&](Hashes& hashes) { std::swap(hashes[i - 1], hashes[i]); });
  }
  return all;
}

void ExpectUntrusted(const base::Result<void>& result) {
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().code, base::Code::kUntrusted) << result.error().message;
}

class ProofMutationTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  ReferenceTree tree_{VectorLeaves(GetParam())};
  ReferenceNodes nodes_{tree_, GetParam()};
  TreeHead head_ = tree_.Head(GetParam());
};

TEST_P(ProofMutationTest, Inclusion) {
  const std::uint64_t size = GetParam();
  for (std::uint64_t index = 0; index < size; ++index) {
    InclusionProof proof = *ProveInclusion({index, size}, nodes_);
    const Hash leaf = tree_.leaf(index);
    ASSERT_TRUE(VerifyInclusion(proof, leaf, head_));
    ExpectUntrusted(VerifyInclusion(proof, Flipped(leaf), head_));
    ExpectUntrusted(VerifyInclusion(proof, leaf, {size, Flipped(head_.root)}));
    ExpectUntrusted(VerifyInclusion(proof, leaf, {size + 1, head_.root}));
    for (std::uint64_t other = 0; other < size; ++other) {
      if (other != index)
        ExpectUntrusted(VerifyInclusion({other, size, proof.hashes}, leaf, head_));
    }
    EXPECT_FALSE(VerifyInclusion({size, size, proof.hashes}, leaf, head_));
    for (const Hashes& mutation : Mutations(proof.hashes)) {
      ExpectUntrusted(VerifyInclusion({index, size, mutation}, leaf, head_));
    }
  }
}

TEST_P(ProofMutationTest, Consistency) {
  const std::uint64_t to = GetParam();
  for (std::uint64_t from = 0; from <= to; ++from) {
    const ConsistencyProof proof = *ProveConsistency({from, to}, nodes_);
    const TreeHead head = tree_.Head(from);
    ASSERT_TRUE(VerifyConsistency(proof, head, head_));
    ExpectUntrusted(VerifyConsistency(proof, {from, Flipped(head.root)}, head_));
    if (from > 0) ExpectUntrusted(VerifyConsistency(proof, head, {to, Flipped(head_.root)}));
    ExpectUntrusted(VerifyConsistency(proof, {from + 1, head.root}, head_));
    for (const Hashes& mutation : Mutations(proof.hashes)) {
      ExpectUntrusted(VerifyConsistency({from, to, mutation}, head, head_));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ProofMutationTest,
                         testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 41, 64,
                                         127));

TEST(ConsistencyRuleTest, FromMoreToLessIsRefused) {
  ReferenceTree tree(VectorLeaves(8));
  EXPECT_FALSE(VerifyConsistency({8, 7, {}}, tree.Head(8), tree.Head(7)));
}

TEST(ConsistencyRuleTest, TheEmptyTreeHasOneRoot) {
  ReferenceTree tree(VectorLeaves(8));
  const TreeHead empty;
  EXPECT_TRUE(VerifyConsistency({0, 8, {}}, empty, tree.Head(8)));
  EXPECT_TRUE(VerifyConsistency({0, 0, {}}, empty, empty));
  ExpectUntrusted(VerifyConsistency({0, 8, {}}, {0, Hash{}}, tree.Head(8)));
  ExpectUntrusted(VerifyConsistency({0, 8, {tree.leaf(0)}}, empty, tree.Head(8)));
  ExpectUntrusted(VerifyConsistency({0, 0, {}}, empty, {0, tree.leaf(0)}));
}

TEST(ConsistencyRuleTest, EqualSizesNeedEqualRoots) {
  ReferenceTree tree(VectorLeaves(8));
  EXPECT_TRUE(VerifyConsistency({8, 8, {}}, tree.Head(8), tree.Head(8)));
  ExpectUntrusted(VerifyConsistency({8, 8, {}}, tree.Head(8), {8, tree.leaf(0)}));
  ExpectUntrusted(VerifyConsistency({8, 8, {tree.leaf(0)}}, tree.Head(8), tree.Head(8)));
}

}  // namespace
}  // namespace reqledger::merkle
