#include "ledger/note/checkpoint.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using base::Code;
using merkle::TreeHead;
using merkle::VectorHash;
using merkle::VectorText;

constexpr std::string_view kRoot = "kTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=";

std::string Text(std::string_view origin, std::string_view size, std::string_view root) {
  return std::string(origin) + "\n" + std::string(size) + "\n" + std::string(root) + "\n";
}

TEST(CheckpointTest, TextIsThatOfTheVectors) {
  const TreeHead head{7, VectorHash("/roots/7")};
  const std::string text = SerializeCheckpointText(VectorText("/keys/origin"), head);
  EXPECT_EQ(text, VectorText("/checkpoint7_body"));
  EXPECT_EQ(crypto::Sha256::Digest(text), VectorHash("/checkpoint7_body_sha256"));
  const auto checkpoint = ParseCheckpoint(text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, VectorText("/keys/origin"));
  EXPECT_EQ(checkpoint->head, head);
  EXPECT_EQ(checkpoint->extension_lines, 0U);
}

TEST(CheckpointTest, TextOfTheEmptyLog) {
  EXPECT_EQ(SerializeCheckpointText(VectorText("/keys/origin"), TreeHead()),
            VectorText("/empty_checkpoint_body"));
  const auto checkpoint = ParseCheckpoint(VectorText("/empty_checkpoint_body"));
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->head, TreeHead());
}

TEST(CheckpointTest, SignedNoteIsThatOfTheVectors) {
  EXPECT_EQ(SignCheckpoint(LogSigner(), {7, VectorHash("/roots/7")}), Checkpoint7());
}

TEST(CheckpointTest, ExtensionLinesAreCounted) {
  const auto checkpoint = ParseCheckpoint(Text("o", "7", kRoot) + "one\ntwo\n");
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->extension_lines, 2U);
}

TEST(CheckpointTest, RefusesEveryOtherText) {
  ASSERT_TRUE(ParseCheckpoint(Text("o", "7", kRoot)));
  const std::string short_root = base::EncodeBase64(std::string(31, 'r'));
  const std::string long_root = base::EncodeBase64(std::string(33, 'r'));
  std::string trailing_bits(kRoot);
  trailing_bits[42] = '1';
  for (const std::string& text : std::initializer_list<std::string>{
           std::string(),
           std::string("o\n"),
           std::string("o\n7\n"),
           Text("", "7", kRoot),
           Text(std::string(256, 'o'), "7", kRoot),
           Text("o", "01", kRoot),
           Text("o", "+1", kRoot),
           Text("o", "-1", kRoot),
           Text("o", "1 ", kRoot),
           Text("o", " 1", kRoot),
           Text("o", "", kRoot),
           Text("o", "0x7", kRoot),
           Text("o", "9223372036854775808", kRoot),
           Text("o", "7", ""),
           Text("o", "7", short_root),
           Text("o", "7", long_root),
           Text("o", "7", trailing_bits),
           Text("o", "7", kRoot.substr(0, 43)),
           Text("o", "7", std::string(kRoot) + " "),
           Text("o", "0", kRoot),
           Text("o", "7", kRoot).substr(0, 47),
           Text("o", "7", kRoot) + "\n",
           Text("o", "7", kRoot) + "ext\n\n",
           Text("o", "7", kRoot) + "\next\n",
           Text("o", "7", kRoot) + "ext",
       }) {
    const auto checkpoint = ParseCheckpoint(text);
    ASSERT_FALSE(checkpoint) << text;
    EXPECT_EQ(checkpoint.error().code, Code::kInvalidArgument);
  }
  EXPECT_TRUE(ParseCheckpoint(Text(std::string(255, 'o'), "9223372036854775807", kRoot)));
}

TEST(OpenCheckpointTest, OpensTheVectors) {
  const std::vector<VerifierKey> keys = {WitnessKey(), LogKey()};
  for (const std::string& bytes : {Checkpoint7(), merkle::VectorFile("checkpoint-7-full.txt")}) {
    const auto opened = OpenCheckpoint(bytes, keys);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->checkpoint.head, (TreeHead{7, VectorHash("/roots/7")}));
    EXPECT_EQ(SerializeNote(opened->note), bytes);
  }
}

TEST(OpenCheckpointTest, AWitnessAloneOpensNothing) {
  const std::vector<VerifierKey> keys = {WitnessKey()};
  const auto opened = OpenCheckpoint(Checkpoint7() + WitnessLine(), keys);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kUntrusted);
}

TEST(OpenCheckpointTest, AnotherLogsKeyOpensNothing) {
  const NoteSigner other = MakeSigner("other.example/log", KeyType::kEd25519, "other");
  const std::string bytes = SignedBy(VectorText("/checkpoint7_body"), {&other});
  const std::vector<VerifierKey> keys = {other.verifier()};
  const auto opened = OpenCheckpoint(bytes, keys);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kUntrusted);
}

TEST(OpenCheckpointTest, EveryFlippedBitIsSeen) {
  const std::vector<VerifierKey> keys = {LogKey()};
  const std::string good = Checkpoint7();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bytes = good;
    bytes[i] ^= 1;
    ASSERT_FALSE(OpenCheckpoint(bytes, keys)) << i;
  }
}

}  // namespace
}  // namespace reqledger::note
