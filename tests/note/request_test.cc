#include <gtest/gtest.h>

#include "ledger/crypto/sha256.h"
#include "ledger/note/mirror_request.h"
#include "ledger/note/witness_request.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using merkle::VectorBytes;
using merkle::VectorHash;
using merkle::VectorHashes;
using merkle::VectorText;

AddCheckpointRequest From3To7() {
  return {.old_size = 3, .hashes = VectorHashes("/consistency_3_7"), .checkpoint = Checkpoint7()};
}

TEST(AddCheckpointTest, BodyIsThatOfTheVectors) {
  const std::string body = SerializeAddCheckpoint(From3To7());
  EXPECT_EQ(body, VectorText("/add_checkpoint_body"));
  EXPECT_EQ(crypto::Sha256::Digest(body), VectorHash("/add_checkpoint_sha256"));
  const auto request = ParseAddCheckpoint(body);
  ASSERT_TRUE(request);
  EXPECT_EQ(*request, From3To7());
}

TEST(AddCheckpointTest, AProofMayBeEmpty) {
  const AddCheckpointRequest first{.old_size = 0, .hashes = {}, .checkpoint = Checkpoint7()};
  const std::string body = SerializeAddCheckpoint(first);
  EXPECT_EQ(body, "old 0\n\n" + Checkpoint7());
  EXPECT_EQ(*ParseAddCheckpoint(body), first);
}

TEST(AddCheckpointTest, RefusesEveryOtherBody) {
  const std::string hash_line = "BJ19zbVrz+vTEzBMmDnxlqPUtu873AsIKY+TrIGR8Kg=\n";
  std::string lines;
  for (int i = 0; i < 63; ++i) lines += hash_line;
  EXPECT_TRUE(ParseAddCheckpoint("old 3\n" + lines + "\nx"));
  for (const std::string& body : std::initializer_list<std::string>{
           std::string(), std::string("old 3"), std::string("old 3\n"), std::string("old 3\n\n"),
           std::string("old\n\nx"), std::string("old 03\n\nx"), std::string("old -3\n\nx"),
           std::string("new 3\n\nx"), std::string("old 9223372036854775808\n\nx"),
           std::string("old 3\nAAAA\n\nx"), "old 3\n" + hash_line, "old 3\n" + hash_line + "x\n",
           "old 3\n" + lines + hash_line + "\nx"}) {
    const auto request = ParseAddCheckpoint(body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().code, base::Code::kInvalidArgument);
  }
}

TEST(OriginHashTest, IsThatOfTheVectors) {
  const std::string origin = VectorText("/keys/origin");
  EXPECT_EQ(OriginHash(origin), VectorText("/origin_hash"));
  EXPECT_EQ(WitnessCheckpointPath(origin), VectorText("/origin_hash") + "/checkpoint");
}

TEST(AddEntriesTest, BodyIsThatOfTheVectors) {
  const AddEntriesRequest request{.origin = VectorText("/keys/origin"),
                                  .upload = {5, 7},
                                  .ticket = "",
                                  .packages = {{{"entry-5", "entry-6"}, {}}}};
  EXPECT_EQ(SerializeAddEntries(request), VectorBytes("/mirror_add_entries_5_7_hex"));
}

TEST(AddEntriesTest, TicketAndHashesHaveTheirPlace) {
  const AddEntriesRequest request{.origin = "o",
                                  .upload = {256, 257},
                                  .ticket = "tt",
                                  .packages = {{{"e"}, {merkle::EmptyRoot()}}}};
  const std::string expected = std::string("\0\1o", 3) + std::string("\0\0\0\0\0\0\1\0", 8) +
                               std::string("\0\0\0\0\0\0\1\1", 8) + std::string("\0\2tt", 4) +
                               std::string("\0\1e", 3) + "\1" +
                               std::string(merkle::EmptyRoot().view());
  EXPECT_EQ(SerializeAddEntries(request), expected);
}

TEST(AddEntriesTest, PackagesAreAligned) {
  EXPECT_EQ(MirrorPackageRanges({5, 7}),
            (std::vector<MirrorPackageRange>{{.entries = {5, 7}, .proven = {0, 7}}}));
  EXPECT_EQ(MirrorPackageRanges({250, 600}),
            (std::vector<MirrorPackageRange>{{.entries = {250, 256}, .proven = {0, 256}},
                                             {.entries = {256, 512}, .proven = {256, 512}},
                                             {.entries = {512, 600}, .proven = {512, 600}}}));
  EXPECT_TRUE(MirrorPackageRanges({256, 256}).empty());
  for (const MirrorPackageRange& range : MirrorPackageRanges({250, 600})) {
    EXPECT_TRUE(merkle::IsValidSubtree(range.proven));
  }
}

}  // namespace
}  // namespace reqledger::note
