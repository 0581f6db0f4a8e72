#include "ledger/merkle/proof.h"

#include <gtest/gtest.h>

#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

constexpr std::uint64_t kSizeMax = 300;

TEST(InclusionTest, EveryLeafOfEverySizeEqualsTheReference) {
  ReferenceTree tree(VectorLeaves(kSizeMax));
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    ReferenceNodes nodes(tree, size);
    ReferenceTiles tiles(tree, size);
    TileNodeReader reader(tiles, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = ProveInclusion({index, size}, nodes);
      ASSERT_TRUE(proof);
      ASSERT_EQ(proof->hashes, tree.Path(index, size)) << index << " of " << size;
      const auto from_tiles = ProveInclusion({index, size}, reader);
      ASSERT_TRUE(from_tiles);
      ASSERT_EQ(*from_tiles, *proof);
      ASSERT_TRUE(VerifyInclusion(*proof, tree.leaf(index), tree.Head(size)));
    }
  }
}

TEST(ConsistencyTest, EveryPairOfSizesEqualsTheReference) {
  ReferenceTree tree(VectorLeaves(kSizeMax));
  for (std::uint64_t to = 0; to <= kSizeMax; ++to) {
    ReferenceNodes nodes(tree, to);
    ReferenceTiles tiles(tree, to);
    TileNodeReader reader(tiles, to);
    for (std::uint64_t from = 0; from <= to; ++from) {
      const auto proof = ProveConsistency({from, to}, nodes);
      ASSERT_TRUE(proof);
      ASSERT_EQ(proof->hashes, tree.Consistency(from, to)) << from << " to " << to;
      const auto from_tiles = ProveConsistency({from, to}, reader);
      ASSERT_TRUE(from_tiles);
      ASSERT_EQ(*from_tiles, *proof);
      ASSERT_TRUE(VerifyConsistency(*proof, tree.Head(from), tree.Head(to)));
    }
  }
}

TEST(ProofTest, ProofsOverSeveralLevelsOfTilesEqualTheReference) {
  ReferenceTree tree(VectorLeaves(70000));
  for (const std::uint64_t size : {65535U, 65536U, 65537U, 65792U, 66048U, 69999U, 70000U}) {
    ReferenceTiles tiles(tree, size);
    TileNodeReader reader(tiles, size);
    for (std::uint64_t index = 0; index < size; index += 997) {
      const auto inclusion = ProveInclusion({index, size}, reader);
      ASSERT_TRUE(inclusion);
      ASSERT_EQ(inclusion->hashes, tree.Path(index, size));
      ASSERT_TRUE(VerifyInclusion(*inclusion, tree.leaf(index), tree.Head(size)));
      const auto consistency = ProveConsistency({index, size}, reader);
      ASSERT_TRUE(consistency);
      ASSERT_EQ(consistency->hashes, tree.Consistency(index, size));
      ASSERT_TRUE(VerifyConsistency(*consistency, tree.Head(index), tree.Head(size)));
    }
  }
}

TEST(ProofTest, ReadsATileOnce) {
  ReferenceTree tree(VectorLeaves(300));
  ReferenceTiles tiles(tree, 300);
  TileNodeReader reader(tiles, 300);
  for (std::uint64_t index = 0; index < 300; ++index) {
    ASSERT_TRUE(ProveInclusion({index, 300}, reader));
  }
  EXPECT_EQ(tiles.reads(), 3);
}

TEST(ProofTest, ProofsAreThoseOfTheVectors) {
  ReferenceTree tree(VectorLeaves(7));
  ReferenceNodes nodes(tree, 7);
  EXPECT_EQ(ProveInclusion({5, 7}, nodes)->hashes, VectorHashes("/inclusion_5_of_7"));
  EXPECT_EQ(ProveConsistency({3, 7}, nodes)->hashes, VectorHashes("/consistency_3_7"));
  EXPECT_EQ(ProveConsistency({4, 7}, nodes)->hashes, VectorHashes("/consistency_4_7"));
  EXPECT_EQ(ProveConsistency({6, 7}, nodes)->hashes, VectorHashes("/consistency_6_7"));
}

TEST(ProofTest, PlanFoldsOnlyTheRightEdge) {
  const auto plan = InclusionPlan({0, 7});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->nodes, (std::vector<NodeId>{{0, 1}, {1, 1}, {1, 2}, {0, 6}}));
  EXPECT_EQ(plan->fold_first, 2U);
  EXPECT_EQ(plan->fold_count, 2U);
  EXPECT_EQ(InclusionPlan({5, 7})->fold_count, 0U);
}

TEST(ProofTest, PlansWhatCannotBeAreRefused) {
  EXPECT_EQ(InclusionPlan({7, 7}).error().code, base::Code::kInvalidArgument);
  EXPECT_FALSE(InclusionPlan({0, 0}));
  EXPECT_FALSE(InclusionPlan({UINT64_MAX, UINT64_MAX}));
  EXPECT_FALSE(InclusionPlan({0, kTreeSizeMax + 1}));
  EXPECT_EQ(ConsistencyPlan({8, 7}).error().code, base::Code::kInvalidArgument);
  EXPECT_FALSE(ConsistencyPlan({1, UINT64_MAX}));
}

TEST(ProofTest, TheLargestTreeIsPlannedInBounds) {
  const auto first = InclusionPlan({0, kTreeSizeMax});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->nodes.size() - first->fold_count + 1, 63U);
  const auto last = InclusionPlan({kTreeSizeMax - 1, kTreeSizeMax});
  ASSERT_TRUE(last);
  EXPECT_EQ(last->nodes.size(), 62U);
  EXPECT_TRUE(ConsistencyPlan({kTreeSizeMax - 1, kTreeSizeMax}));
}

class BrokenTiles final : public TileSource {
 public:
  base::Result<std::string> Tile(const TileId&, int width) override {
    if (missing) return base::Fail(base::Code::kNotFound, "tile: not there");
    return std::string(static_cast<std::size_t>(width) * 32 - 1, 'x');
  }
  bool missing = false;
};

TEST(TileNodeReaderTest, PassesOnWhatTheSourceSays) {
  BrokenTiles tiles;
  TileNodeReader reader(tiles, 7);
  EXPECT_EQ(reader.Node({0, 0}).error().code, base::Code::kCorrupt);
  tiles.missing = true;
  EXPECT_EQ(reader.Node({0, 0}).error().code, base::Code::kNotFound);
  EXPECT_EQ(reader.Node({0, 7}).error().code, base::Code::kInvalidArgument);
  EXPECT_EQ(reader.Node({2, 1}).error().code, base::Code::kInvalidArgument);
}

}  // namespace
}  // namespace reqledger::merkle
