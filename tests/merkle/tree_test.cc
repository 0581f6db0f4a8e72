#include "ledger/merkle/tree.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"
#include "ledger/merkle/compact_range.h"
#include "tests/merkle/reference.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::merkle {
namespace {

TEST(TreeTest, LeafHashesAreThoseOfTheVectors) {
  EXPECT_EQ(LeafHash("entry-0"), VectorHash("/leaf0"));
  EXPECT_EQ(LeafHash("entry-5"), VectorHash("/leaf5"));
}

TEST(TreeTest, EmptyRootIsTheHashOfNothing) {
  EXPECT_EQ(EmptyRoot(), crypto::Sha256::Digest(""));
  EXPECT_EQ(EmptyRoot(), VectorHash("/roots/0"));
  EXPECT_EQ(TreeHead().root, EmptyRoot());
}

TEST(TreeTest, NodesDifferFromLeavesOfTheSameBytes) {
  const Hash a = LeafHash("a");
  const Hash b = LeafHash("b");
  EXPECT_NE(NodeHash(a, b), LeafHash(std::string(a.view()) + std::string(b.view())));
  EXPECT_NE(NodeHash(a, b), NodeHash(b, a));
}

TEST(TreeTest, NodeIsInsideOnlyWithAllItsLeaves) {
  EXPECT_TRUE(IsInside({0, 6}, 7));
  EXPECT_FALSE(IsInside({0, 7}, 7));
  EXPECT_TRUE(IsInside({2, 0}, 7));
  EXPECT_FALSE(IsInside({2, 1}, 7));
  EXPECT_FALSE(IsInside({64, 0}, kTreeSizeMax));
  EXPECT_FALSE(IsInside({-1, 0}, kTreeSizeMax));
  EXPECT_FALSE(IsInside({1, UINT64_MAX}, kTreeSizeMax));
}

TEST(CompactRangeTest, RootsAreThoseOfTheVectors) {
  for (const int size : {0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 300}) {
    CompactRange range;
    for (const Hash& leaf : VectorLeaves(static_cast<std::uint64_t>(size))) range.Append(leaf);
    EXPECT_EQ(range.Root(), VectorHash("/roots/" + std::to_string(size))) << size;
  }
}

// transparency-dev/merkle testonly/constants.go, after the tests of Certificate Transparency.
TEST(CompactRangeTest, RootsAreThoseOfCertificateTransparency) {
  const std::vector<std::pair<std::string_view, std::string_view>> leaves_and_roots = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f",
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  CompactRange range;
  for (const auto& [leaf, root] : leaves_and_roots) {
    range.Append(LeafHash(*base::DecodeHex(leaf)));
    EXPECT_EQ(crypto::ToHex(range.Root()), root) << range.size();
  }
}

TEST(CompactRangeTest, EqualsTheReferenceAtEverySize) {
  ReferenceTree reference(VectorLeaves(600));
  CompactRange range;
  for (std::uint64_t size = 0; size < reference.size(); ++size) {
    ASSERT_EQ(range.Head(), reference.Head(size));
    range.Append(reference.leaf(size));
  }
}

TEST(CompactRangeTest, ContinuesFromItsHashes) {
  CompactRange whole;
  for (const Hash& leaf : VectorLeaves(77)) whole.Append(leaf);
  auto again = CompactRange::FromHashes(whole.size(), whole.hashes());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, whole);
  again->Append(LeafHash("x"));
  whole.Append(LeafHash("x"));
  EXPECT_EQ(again->Root(), whole.Root());
}

TEST(CompactRangeTest, RefusesAnotherNumberOfHashes) {
  const std::vector<Hash> two(2);
  EXPECT_TRUE(CompactRange::FromHashes(3, two));
  EXPECT_TRUE(CompactRange::FromHashes(std::uint64_t{1} << 40 | 1, two));
  EXPECT_FALSE(CompactRange::FromHashes(4, two));
  EXPECT_FALSE(CompactRange::FromHashes(7, two));
  EXPECT_FALSE(CompactRange::FromHashes(0, two));
  EXPECT_FALSE(CompactRange::FromHashes((std::uint64_t{1} << 63) + 1, two));
}

}  // namespace
}  // namespace reqledger::merkle
