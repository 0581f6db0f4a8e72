#include "ledger/merkle/subtree.h"

#include <gtest/gtest.h>

#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

TEST(SubtreeTest, ValidWhereTheStartIsAligned) {
  EXPECT_TRUE(IsValidSubtree({0, 1}));
  EXPECT_TRUE(IsValidSubtree({0, 7}));
  EXPECT_TRUE(IsValidSubtree({4, 7}));
  EXPECT_TRUE(IsValidSubtree({8, 13}));
  EXPECT_TRUE(IsValidSubtree({5, 6}));
  EXPECT_FALSE(IsValidSubtree({4, 9}));
  EXPECT_FALSE(IsValidSubtree({2, 5}));
  EXPECT_FALSE(IsValidSubtree({3, 5}));
  EXPECT_FALSE(IsValidSubtree({3, 3}));
  EXPECT_FALSE(IsValidSubtree({0, 0}));
  EXPECT_FALSE(IsValidSubtree({5, 4}));
  EXPECT_FALSE(IsValidSubtree({0, kTreeSizeMax + 1}));
}

TEST(SubtreeTest, EverySubtreeOfEverySizeEqualsTheReference) {
  constexpr std::uint64_t kSizes = 80;
  ReferenceTree tree(VectorLeaves(kSizes));
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    ReferenceTiles tiles(tree, size);
    TileNodeReader reader(tiles, size);
    for (std::uint64_t start = 0; start < size; ++start) {
      for (std::uint64_t end = start + 1; end <= size; ++end) {
        const Subtree subtree{start, end};
        if (!IsValidSubtree(subtree)) continue;
        const auto proof = ProveSubtree(subtree, size, reader);
        ASSERT_TRUE(proof);
        ASSERT_EQ(proof->hashes, tree.SubtreeConsistency(subtree, size));
        const auto hash = ReadSubtreeHash(subtree, reader);
        ASSERT_TRUE(hash);
        ASSERT_EQ(*hash, tree.Mth(start, end));
        ASSERT_TRUE(VerifySubtree(*proof, *hash, tree.Head(size)));
      }
    }
  }
}

TEST(SubtreeTest, ProofsAreThoseOfTheVectors) {
  ReferenceTree tree(VectorLeaves(7));
  ReferenceNodes nodes(tree, 7);
  EXPECT_EQ(*ReadSubtreeHash({4, 7}, nodes), VectorHash("/subtree_4_7_in_7/root"));
  EXPECT_EQ(ProveSubtree({4, 7}, 7, nodes)->hashes, VectorHashes("/subtree_4_7_in_7/proof"));
  EXPECT_EQ(*ReadSubtreeHash({4, 6}, nodes), VectorHash("/subtree_4_6_in_7/root"));
  EXPECT_EQ(ProveSubtree({4, 6}, 7, nodes)->hashes, VectorHashes("/subtree_4_6_in_7/proof"));
}

TEST(SubtreeTest, MutatedProofsDoNotVerify) {
  ReferenceTree tree(VectorLeaves(45));
  ReferenceNodes nodes(tree, 45);
  const Subtree subtree{32, 43};
  const SubtreeProof proof = *ProveSubtree(subtree, 45, nodes);
  const Hash hash = tree.Mth(32, 43);
  ASSERT_TRUE(VerifySubtree(proof, hash, tree.Head(45)));
  EXPECT_FALSE(VerifySubtree(proof, tree.Mth(32, 44), tree.Head(45)));
  EXPECT_FALSE(VerifySubtree(proof, hash, tree.Head(44)));
  EXPECT_FALSE(VerifySubtree({{32, 44}, 45, proof.hashes}, hash, tree.Head(45)));
  EXPECT_FALSE(VerifySubtree({{33, 43}, 45, proof.hashes}, hash, tree.Head(45)));
  for (std::size_t i = 0; i < proof.hashes.size(); ++i) {
    SubtreeProof mutation = proof;
    mutation.hashes[i].bytes[0] ^= 1;
    EXPECT_FALSE(VerifySubtree(mutation, hash, tree.Head(45)));
    mutation = proof;
    mutation.hashes.erase(mutation.hashes.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(VerifySubtree(mutation, hash, tree.Head(45)));
  }
}

TEST(SubtreeTest, RefusesWhatIsNotInTheTree) {
  EXPECT_FALSE(SubtreePlan({4, 8}, 7));
  EXPECT_FALSE(SubtreePlan({2, 5}, 7));
  EXPECT_FALSE(SubtreePlan({0, 1}, UINT64_MAX));
  EXPECT_FALSE(SubtreeHashPlan({2, 5}));
}

}  // namespace
}  // namespace reqledger::merkle
