#include "ledger/merkle/tile_tree.h"

#include <gtest/gtest.h>

#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

TEST(TileTreeTest, HoldsEveryNodeAtEveryWidth) {
  ReferenceTree reference(VectorLeaves(256));
  TileTree tree;
  for (std::uint64_t width = 1; width <= 256; ++width) {
    ASSERT_FALSE(tree.full());
    tree.Append(reference.leaf(width - 1));
    ASSERT_EQ(tree.width(), static_cast<int>(width));
    for (int level = 0; level <= kTileHeight; ++level) {
      for (std::uint64_t index = 0; index < 256U >> level; ++index) {
        const bool inside = (index + 1) << level <= width;
        ASSERT_EQ(tree.Has({level, index}), inside);
        if (!inside) continue;
        ASSERT_EQ(tree.Node({level, index}), reference.Mth(index << level, (index + 1) << level));
      }
    }
  }
  EXPECT_TRUE(tree.full());
  EXPECT_FALSE(tree.Has({kTileHeight + 1, 0}));
}

TEST(TileTreeTest, BytesAreTheHashesAndLeadBack) {
  ReferenceTree reference(VectorLeaves(256));
  TileTree tree;
  for (int width = 1; width <= 256; ++width) {
    tree.Append(reference.leaf(static_cast<std::uint64_t>(width) - 1));
    ASSERT_EQ(tree.Bytes(), reference.TileBytes({0, 0}, width));
    const auto again = TileTree::FromBytes(tree.Bytes());
    ASSERT_TRUE(again);
    ASSERT_EQ(*again, tree);
  }
}

TEST(TileTreeTest, RefusesBytesThatAreNoHashes) {
  EXPECT_FALSE(TileTree::FromBytes(""));
  EXPECT_FALSE(TileTree::FromBytes(std::string(31, 'x')));
  EXPECT_FALSE(TileTree::FromBytes(std::string(33, 'x')));
  EXPECT_FALSE(TileTree::FromBytes(std::string(257 * 32, 'x')));
}

}  // namespace
}  // namespace reqledger::merkle
