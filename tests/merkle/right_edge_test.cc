#include "ledger/merkle/right_edge.h"

#include <gtest/gtest.h>

#include <map>

#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/stream.h"
#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

constexpr std::uint64_t kSizeMax = 70000;

bool IsSampled(std::uint64_t size) {
  return size <= 600 || size % 256 <= 1 || size % 977 == 0 || size >= kSizeMax - 2 ||
         (size >= 65530 && size <= 65600);
}

ReferenceTree& Reference() {
  static ReferenceTree tree(VectorLeaves(kSizeMax));
  return tree;
}

TEST(RightEdgeTest, RootAndPartialTilesEqualTheReference) {
  ReferenceTree& tree = Reference();
  RightEdge edge;
  CompactRange range;
  for (std::uint64_t size = 0; size <= kSizeMax; ++size) {
    if (IsSampled(size)) {
      ASSERT_EQ(edge.Head(), range.Head());
      ReferenceTiles tiles(tree, size);
      const auto read = RightEdge::Read(size, tiles);
      ASSERT_TRUE(read);
      ASSERT_EQ(*read, edge) << size;
      for (const RightEdge::Partial& partial : edge.Partials()) {
        ASSERT_EQ(partial.tree.width(), WidthInSize(partial.id, size));
        ASSERT_EQ(partial.tree.Bytes(), tree.TileBytes(partial.id, partial.tree.width()));
      }
    }
    if (size == kSizeMax) break;
    edge.Append(tree.leaf(size), {});
    range.Append(tree.leaf(size));
  }
}

TEST(RightEdgeTest, AnswersExactlyTheNodesOfItsTiles) {
  ReferenceTree& tree = Reference();
  for (const std::uint64_t size : {1U, 7U, 255U, 256U, 257U, 300U, 65535U, 65536U, 70000U}) {
    ReferenceTiles tiles(tree, size);
    const auto edge = RightEdge::Read(size, tiles);
    ASSERT_TRUE(edge);
    for (int level = 0; level <= 17; ++level) {
      const std::uint64_t count = size >> level;
      const std::uint64_t tile_nodes = 256U >> (level % 8);
      const std::uint64_t first = (size >> (level / 8 * 8) >> 8) * tile_nodes;
      for (std::uint64_t index = count < 600 ? 0 : count - 600; index < count + 2; ++index) {
        const auto node = edge->Node({level, index});
        ASSERT_EQ(node.has_value(), index >= first && index < count)
            << level << "/" << index << " of " << size;
        if (node) {
          ASSERT_EQ(*node, tree.Mth(index << level, (index + 1) << level));
        }
      }
    }
  }
}

TEST(RightEdgeTest, RefusesATileOfAnotherLength) {
  class Short final : public TileSource {
    base::Result<std::string> Tile(const TileId&, int) override { return std::string(32, 'x'); }
  } tiles;
  EXPECT_EQ(RightEdge::Read(7, tiles).error().code, base::Code::kCorrupt);
}

TEST(TileStreamTest, HandsOutEveryTileOnce) {
  ReferenceTree& tree = Reference();
  std::map<TileId, std::string> tiles;
  TileStream stream([&](const TileId& id, std::string_view hashes) {
    ASSERT_TRUE(tiles.emplace(id, hashes).second) << TilePath(id, 256);
  });
  for (std::uint64_t i = 0; i < kSizeMax; ++i) stream.Append(tree.leaf(i));
  EXPECT_EQ(stream.Head(), tree.Head(kSizeMax));
  stream.EmitPartials();

  std::size_t expected = 0;
  for (const TileLevel& level : TileLevels(kSizeMax)) {
    expected += level.full + (level.partial_width > 0 ? 1 : 0);
  }
  EXPECT_EQ(tiles.size(), expected);
  for (const auto& [id, hashes] : tiles) {
    ASSERT_EQ(hashes, tree.TileBytes(id, WidthInSize(id, kSizeMax)));
  }
}

}  // namespace
}  // namespace reqledger::merkle
