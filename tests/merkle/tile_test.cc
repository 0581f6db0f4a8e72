#include "ledger/merkle/tile.h"

#include <gtest/gtest.h>

#include <set>

#include "ledger/base/encoding.h"
#include "ledger/merkle/entry_bundle.h"
#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

TileRequest Entries(std::uint64_t index, int width) {
  return {.id = {0, index}, .width = width, .entries = true};
}

TEST(TilePathTest, WritesGroupsOfThreeDigits) {
  EXPECT_EQ(TilePath({0, 0}, 256), "tile/0/000");
  EXPECT_EQ(TilePath({0, 999}, 256), "tile/0/999");
  EXPECT_EQ(TilePath({1, 1000}, 256), "tile/1/x001/000");
  EXPECT_EQ(TilePath({2, 1234067}, 256), "tile/2/x001/x234/067");
  EXPECT_EQ(TilePath({0, 256000000}, 256), "tile/0/x256/x000/000");
  EXPECT_EQ(TilePath({0, 1234}, 5), "tile/0/x001/234.p/5");
  EXPECT_EQ(TilePath(Entries(7, 255)), "tile/entries/007.p/255");
  EXPECT_EQ(TilePath(Entries(7, 256)), "tile/entries/007");
}

TEST(TilePathTest, ParsesWhatItWrites) {
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{1000},
                                    std::uint64_t{1234067}, kTreeSizeMax}) {
    for (const int width : {1, 44, 255, 256}) {
      const TileRequest hashes{.id = {63, index}, .width = width, .entries = false};
      for (const TileRequest& request : {hashes, Entries(index, width)}) {
        const auto parsed = ParseTilePath(TilePath(request));
        ASSERT_TRUE(parsed) << TilePath(request);
        EXPECT_EQ(*parsed, request);
      }
    }
  }
}

TEST(TilePathTest, RefusesEveryOtherForm) {
  for (const std::string_view path :
       {"tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000.p/5/",
        "tile/0/000.p/5.p/5",
        "tile/0/000.p/-5",
        "tile/0/x000/001",
        "tile/0/1",
        "tile/0/01",
        "tile/0/0001",
        "tile/0/1000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x001000",
        "tile/0/x1/000",
        "tile/0/X001/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/data/000",
        "tile/Entries/000",
        "tile/entries",
        "tile/entries/",
        "tile/0/",
        "tile/0",
        "tile//000",
        "tile/",
        "tile",
        "",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000 ",
        "tile/0/000\n",
        "tile/0/../000",
        "tile/0/../../etc/passwd",
        "tile/0/%30%30%30",
        "tile/0/x009/x999/x999/x999/x999/x999/999",  // over 2^63 − 1
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/001"}) {
    EXPECT_FALSE(ParseTilePath(path)) << path;
  }
  EXPECT_FALSE(ParseTilePath(std::string_view("tile/0/000\0", 11)));
}

TEST(TileSizeTest, WidthIsThatOfTheSpecification) {
  EXPECT_EQ(WidthInSize({0, 0}, 0), 0);
  EXPECT_EQ(WidthInSize({0, 0}, 256), 256);
  EXPECT_EQ(WidthInSize({0, 1}, 256), 0);
  EXPECT_EQ(WidthInSize({1, 0}, 256), 1);
  EXPECT_EQ(WidthInSize({0, 1}, 300), 44);
  EXPECT_EQ(WidthInSize({0, 273}, 70000), 112);
  EXPECT_EQ(WidthInSize({1, 1}, 70000), 17);
  EXPECT_EQ(WidthInSize({2, 0}, 70000), 1);
  EXPECT_EQ(WidthInSize({2, 1}, 70000), 0);
  EXPECT_EQ(WidthInSize({3, 0}, 70000), 0);
  EXPECT_EQ(WidthInSize({0, UINT64_MAX}, 70000), 0);
  EXPECT_EQ(WidthInSize({63, 0}, kTreeSizeMax), 0);
  EXPECT_EQ(WidthInSize({7, 0}, kTreeSizeMax), 127);
}

TEST(TileSizeTest, LevelsAreThoseOfTheSpecification) {
  EXPECT_TRUE(TileLevels(0).empty());
  EXPECT_EQ(TileLevels(256), (std::vector<TileLevel>{{0, 1, 0}, {1, 0, 1}}));
  EXPECT_EQ(TileLevels(300), (std::vector<TileLevel>{{0, 1, 44}, {1, 0, 1}}));
  EXPECT_EQ(TileLevels(70000), (std::vector<TileLevel>{{0, 273, 112}, {1, 1, 17}, {2, 0, 1}}));
  EXPECT_EQ(TileLevels(kTreeSizeMax).size(), 8U);
}

TEST(TileSizeTest, LevelsAndWidthsAgree) {
  for (const std::uint64_t size : {1U, 255U, 256U, 257U, 65535U, 65536U, 70000U, 131072U}) {
    for (const TileLevel& level : TileLevels(size)) {
      for (std::uint64_t index = 0; index < level.full; ++index) {
        ASSERT_EQ(WidthInSize({level.level, index}, size), 256);
      }
      EXPECT_EQ(WidthInSize({level.level, level.full}, size), level.partial_width);
      EXPECT_EQ(WidthInSize({level.level, level.full + 1}, size), 0);
    }
  }
}

TEST(TileVectorTest, TilesOfSize300) {
  ReferenceTree tree(VectorLeaves(300));
  std::set<std::string> paths;
  for (const TileLevel& level : TileLevels(300)) {
    for (std::uint64_t index = 0; index <= level.full; ++index) {
      const TileId id{level.level, index};
      const int width = WidthInSize(id, 300);
      if (width == 0) continue;
      paths.insert(TilePath(id, width));
      if (level.level == 0) paths.insert(TilePath(Entries(index, width)));
    }
  }
  const auto expected = VectorTexts("/size300/resources");
  EXPECT_EQ(paths, std::set<std::string>(expected.begin(), expected.end()));

  const std::string full = tree.TileBytes({0, 0}, 256);
  EXPECT_EQ(static_cast<int>(full.size()), VectorInteger("/size300/tile~10~1000/len"));
  EXPECT_EQ(crypto::Sha256::Digest(full), VectorHash("/size300/tile~10~1000/sha256"));
  const std::string partial = tree.TileBytes({0, 1}, 44);
  EXPECT_EQ(static_cast<int>(partial.size()), VectorInteger("/size300/tile~10~1001.p~144/len"));
  EXPECT_EQ(crypto::Sha256::Digest(partial), VectorHash("/size300/tile~10~1001.p~144/sha256"));
  EXPECT_EQ(tree.TileBytes({1, 0}, 1), VectorBytes("/size300/tile~11~1000.p~11"));
  EXPECT_EQ(tree.TileBytes({0, 0}, 3), VectorBytes("/tile_0_000.p_3_hex"));
}

std::string Bundle(std::uint64_t first, std::uint64_t end) {
  std::string bundle;
  for (std::uint64_t i = first; i < end; ++i) AppendToBundle(VectorEntry(i), bundle);
  return bundle;
}

TEST(EntryBundleTest, BytesAreThoseOfTheVectors) {
  EXPECT_EQ(Bundle(0, 3), VectorBytes("/bundle_size3_hex"));
  const std::string full = Bundle(0, 256);
  EXPECT_EQ(static_cast<int>(full.size()), VectorInteger("/size300/tile~1entries~1000/len"));
  EXPECT_EQ(crypto::Sha256::Digest(full), VectorHash("/size300/tile~1entries~1000/sha256"));
  const std::string partial = Bundle(256, 300);
  EXPECT_EQ(static_cast<int>(partial.size()),
            VectorInteger("/size300/tile~1entries~1001.p~144/len"));
  EXPECT_EQ(crypto::Sha256::Digest(partial),
            VectorHash("/size300/tile~1entries~1001.p~144/sha256"));
}

TEST(EntryBundleTest, ParsesWhatItWrites) {
  const std::string longest(kBundleEntryBytesMax, 'x');
  std::string bundle;
  for (const std::string_view entry :
       {std::string_view("a"), std::string_view(), std::string_view(longest)}) {
    AppendToBundle(entry, bundle);
  }
  const auto entries = ParseBundle(bundle, 3);
  ASSERT_TRUE(entries);
  EXPECT_EQ(*entries, (std::vector<std::string_view>{"a", "", longest}));
}

TEST(EntryBundleTest, RefusesAnotherWidthOrLength) {
  const std::string bundle = Bundle(0, 3);
  EXPECT_TRUE(ParseBundle(bundle, 3));
  EXPECT_FALSE(ParseBundle(bundle, 2));                               // bytes left over
  EXPECT_FALSE(ParseBundle(bundle, 4));                               // an entry missing
  EXPECT_FALSE(ParseBundle(bundle + '\0', 3));                        // half a length
  EXPECT_FALSE(ParseBundle(bundle.substr(0, 10), 2));                 // half a length
  EXPECT_FALSE(ParseBundle(bundle.substr(0, bundle.size() - 1), 3));  // length past the end
  EXPECT_FALSE(ParseBundle("", 1));
  EXPECT_TRUE(ParseBundle(std::string_view("\0\0", 2), 1));  // an entry of no bytes
  EXPECT_FALSE(ParseBundle(Bundle(0, 257), 256));
}

}  // namespace
}  // namespace reqledger::merkle
