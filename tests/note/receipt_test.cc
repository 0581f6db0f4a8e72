#include "ledger/note/receipt.h"

#include <gtest/gtest.h>

#include "ledger/crypto/sha256.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using base::Code;
using merkle::LeafHash;
using merkle::VectorHash;
using merkle::VectorHashes;
using merkle::VectorText;

const std::vector<VerifierKey>& LogKeys() {
  static const std::vector<VerifierKey> kKeys = {LogKey()};
  return kKeys;
}

TlogProof ProofOf5() {
  return {.index = 5,
          .hashes = VectorHashes("/inclusion_5_of_7"),
          .checkpoint = Checkpoint7() + WitnessLine(),
          .extra = ""};
}

TEST(TlogProofTest, FileIsThatOfTheVectors) {
  const std::string bytes = SerializeTlogProof(ProofOf5());
  EXPECT_EQ(bytes, merkle::VectorFile("proof-5-of-7.tlog-proof"));
  EXPECT_EQ(bytes, VectorText("/tlog_proof"));
  EXPECT_EQ(crypto::Sha256::Digest(bytes), VectorHash("/tlog_proof_sha256"));
  const auto proof = ParseTlogProof(bytes);
  ASSERT_TRUE(proof);
  EXPECT_EQ(*proof, ProofOf5());
}

TEST(TlogProofTest, ExtraIsCarried) {
  TlogProof proof = ProofOf5();
  proof.extra = std::string("\0any\xff", 5);
  const std::string bytes = SerializeTlogProof(proof);
  EXPECT_TRUE(bytes.starts_with("c2sp.org/tlog-proof@v1\nextra AGFuef8=\nindex 5\n"));
  EXPECT_EQ(*ParseTlogProof(bytes), proof);
}

TEST(TlogProofTest, AProofMayHaveNoHash) {
  const merkle::TreeHead head{1, LeafHash("only")};
  const TlogProof proof{
      .index = 0, .hashes = {}, .checkpoint = SignCheckpoint(LogSigner(), head), .extra = ""};
  const std::string bytes = SerializeTlogProof(proof);
  EXPECT_TRUE(bytes.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nledger."));
  const auto parsed = ParseTlogProof(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(VerifyTlogProof(*parsed, LeafHash("only"), LogKeys()));
}

TEST(TlogProofTest, VerifiesWithKeysAndWithAPolicy) {
  const auto checkpoint = VerifyTlogProof(ProofOf5(), LeafHash("entry-5"), LogKeys());
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->head.size, 7U);
  const auto policy = Policy::Parse("witness w " + VectorText("/keys/w1_vkey_04") + "\nquorum w");
  ASSERT_TRUE(policy);
  const auto trusted = VerifyTlogProof(ProofOf5(), LeafHash("entry-5"), *policy, LogKeys());
  ASSERT_TRUE(trusted);
  EXPECT_EQ(trusted->witnesses, std::vector<std::string>{"w"});
  TlogProof without = ProofOf5();
  without.checkpoint = Checkpoint7();
  EXPECT_FALSE(VerifyTlogProof(without, LeafHash("entry-5"), *policy, LogKeys()));
}

void ExpectUntrusted(const TlogProof& proof, const merkle::Hash& leaf) {
  const auto verified = VerifyTlogProof(proof, leaf, LogKeys());
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, Code::kUntrusted) << verified.error().message;
}

TEST(TlogProofTest, AnythingElseDoesNotVerify) {
  const merkle::Hash leaf = LeafHash("entry-5");
  ExpectUntrusted(ProofOf5(), LeafHash("entry-4"));
  for (const std::uint64_t index : {0U, 4U, 6U, 7U, 1000U}) {
    TlogProof proof = ProofOf5();
    proof.index = index;
    ExpectUntrusted(proof, leaf);
  }
  TlogProof proof = ProofOf5();
  proof.hashes.pop_back();
  ExpectUntrusted(proof, leaf);
  proof = ProofOf5();
  proof.hashes.push_back(proof.hashes[0]);
  ExpectUntrusted(proof, leaf);
  proof = ProofOf5();
  std::swap(proof.hashes[0], proof.hashes[1]);
  ExpectUntrusted(proof, leaf);
  proof = ProofOf5();
  proof.checkpoint = SignCheckpoint(MakeSigner(LogKey().name(), KeyType::kEd25519, "thief"),
                                    {7, VectorHash("/roots/7")});
  ExpectUntrusted(proof, leaf);
}

TEST(TlogProofTest, RefusesEveryOtherText) {
  const std::string good = VectorText("/tlog_proof");
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const std::string hash_line = "GUu1otW9EOXRqm/V1CmAs1bK8dpiPNmYfEv6L4F3Htc=\n";
  std::string many;
  for (int i = 0; i < 64 - 3; ++i) many += hash_line;
  for (const std::string& text : std::initializer_list<std::string>{
           std::string(),
           with("@v1", "@v2"),
           with("index 5", "index 05"),
           with("index 5", "index -5"),
           with("index 5", "index 5 "),
           with("index 5", "Index 5"),
           with("index 5", "index"),
           with("index 5\n", ""),
           with("index 5", "extra \nindex 5"),
           with("index 5", "extra AA\nindex 5"),
           with("index 5", "extra AA==\nextra AA==\nindex 5"),
           with("index 5", "index 5\nextra AA=="),
           with("Htc=", "Htd="),
           with("Htc=", "Ht=="),
           with("Htc=\n", "Htc=\r\n"),
           with("index 5\n", "index 5\n" + many),
           good.substr(0, good.find("\n\n") + 1),  // no blank line
           good.substr(0, good.find("\n\n") + 2),  // no checkpoint
           good + std::string(128 * 1024, 'x'),
       }) {
    const auto proof = ParseTlogProof(text);
    ASSERT_FALSE(proof) << text.substr(0, 200);
    EXPECT_EQ(proof.error().code, Code::kInvalidArgument);
  }
  EXPECT_TRUE(ParseTlogProof(with("index 5\n", "index 5\n" + many.substr(hash_line.size()))));
}

}  // namespace
}  // namespace reqledger::note
