#include "ledger/note/cosignature.h"

#include <gtest/gtest.h>

#include "ledger/base/cursor.h"
#include "ledger/crypto/sha256.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using merkle::VectorBytes;
using merkle::VectorHash;
using merkle::VectorText;

constexpr std::uint64_t kTime = 1700000000;

TEST(CosignatureTest, MessageAndLineAreThoseOfTheVectors) {
  const std::string text = VectorText("/checkpoint7_body");
  const std::string message = CosignatureMessage(kTime, text);
  EXPECT_EQ(message, VectorText("/cosig_v1_msg"));
  EXPECT_EQ(crypto::Sha256::Digest(message), VectorHash("/cosig_v1_msg_sha256"));
  const auto signature = Cosign(WitnessSigner(), kTime, text);
  ASSERT_TRUE(signature);
  EXPECT_EQ(SerializeSignatureLine(*signature), WitnessLine());
  EXPECT_TRUE(WitnessKey().Verify(text, signature->bytes));
}

TEST(CosignatureTest, TheTimeIsSigned) {
  const std::string text = VectorText("/checkpoint7_body");
  NoteSignature signature = *Cosign(WitnessSigner(), kTime, text);
  signature.bytes[7] ^= 1;
  EXPECT_FALSE(WitnessKey().Verify(text, signature.bytes));
}

TEST(CosignatureTest, RefusesTimesThatCannotBe) {
  EXPECT_TRUE(Cosign(WitnessSigner(), kTimestampMax, "a\n"));
  EXPECT_FALSE(Cosign(WitnessSigner(), kTimestampMax + 1, "a\n"));
  EXPECT_FALSE(Cosign(WitnessSigner(), 0, "a\n"));
  EXPECT_FALSE(Cosign(LogSigner(), kTime, "a\n"));
}

std::string Blob(std::uint64_t timestamp, std::size_t signature_bytes) {
  std::string blob;
  base::AppendU64(timestamp, blob);
  return blob + std::string(signature_bytes, 's');
}

TEST(CosignatureTest, ParsesBothTypes) {
  const auto ed25519 = ParseCosignature(KeyType::kEd25519Cosignature, Blob(kTime, 64));
  ASSERT_TRUE(ed25519);
  EXPECT_EQ(ed25519->timestamp, kTime);
  EXPECT_EQ(ed25519->signature.size(), 64U);
  EXPECT_TRUE(ParseCosignature(KeyType::kEd25519Cosignature, Blob(kTimestampMax, 64)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519Cosignature, Blob(kTimestampMax + 1, 64)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519Cosignature, Blob(0, 64)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519Cosignature, Blob(kTime, 63)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519Cosignature, Blob(kTime, 65)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519Cosignature, "1234567"));
  EXPECT_TRUE(ParseCosignature(KeyType::kMlDsa44Cosignature, Blob(0, 2420)));
  EXPECT_FALSE(ParseCosignature(KeyType::kMlDsa44Cosignature, Blob(kTimestampMax + 1, 2420)));
  EXPECT_FALSE(ParseCosignature(KeyType::kMlDsa44Cosignature, Blob(kTime, 2419)));
  EXPECT_FALSE(ParseCosignature(KeyType::kEd25519, Blob(kTime, 64)));
}

TEST(CosignatureTest, ATimestampOutOfBoundsCondemnsTheNote) {
  const std::vector<VerifierKey> keys = {WitnessKey()};
  const std::string text = VectorText("/checkpoint7_body");
  for (const std::uint64_t timestamp : {std::uint64_t{0}, kTimestampMax + 1}) {
    std::string prefix;
    base::AppendU64(timestamp, prefix);
    const SignedNote note{
        text, {WitnessSigner().SignMessage(prefix, CosignatureMessage(timestamp, text))}};
    const auto verified = VerifyNote(note, keys);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, base::Code::kUntrusted);
  }
}

SubtreeStatement Statement() {
  return {.cosigner = VectorText("/keys/w2"),
          .timestamp = kTime,
          .origin = VectorText("/keys/origin"),
          .subtree = {0, 7},
          .hash = VectorHash("/roots/7")};
}

// The messages are built and the lines parsed; the signatures themselves cannot be verified with
// OpenSSL 3.0, which has no ML-DSA.
TEST(SubtreeMessageTest, MessagesAreThoseOfTheVectors) {
  const auto message = SubtreeMessage(Statement());
  ASSERT_TRUE(message);
  EXPECT_EQ(*message, VectorBytes("/mldsa_msg_hex"));
  EXPECT_EQ(static_cast<int>(message->size()), merkle::VectorInteger("/mldsa_msg_len"));
  EXPECT_EQ(crypto::Sha256::Digest(*message), VectorHash("/mldsa_msg_sha256"));

  SubtreeStatement subtree = Statement();
  subtree.timestamp = 0;
  subtree.subtree = {4, 7};
  subtree.hash = VectorHash("/subtree_4_7_in_7/root");
  EXPECT_EQ(*SubtreeMessage(subtree), VectorBytes("/subtree_cosig_msg_hex"));

  SubtreeStatement own = Statement();
  own.cosigner = own.origin;
  own.timestamp = 0;
  EXPECT_EQ(*SubtreeMessage(own), VectorBytes("/log_mldsa_selfsig_msg_hex_ts0"));
}

TEST(SubtreeMessageTest, LinesOfTheVectorsParse) {
  const auto lines = ParseSignatureLines(MlDsaWitnessLine() + VectorText("/log_mldsa_line_ts0"));
  ASSERT_TRUE(lines);
  const auto witness = ParseCosignature(KeyType::kMlDsa44Cosignature, (*lines)[0].bytes);
  ASSERT_TRUE(witness);
  EXPECT_EQ(witness->timestamp, kTime);
  EXPECT_EQ((*lines)[0].key_id, MlDsaWitnessKey().id());
  const auto log = ParseCosignature(KeyType::kMlDsa44Cosignature, (*lines)[1].bytes);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->timestamp, 0U);
}

TEST(SubtreeMessageTest, RefusesWhatCannotBeStated) {
  SubtreeStatement statement = Statement();
  statement.subtree = {4, 7};
  EXPECT_FALSE(SubtreeMessage(statement));  // a time, though the subtree starts elsewhere
  statement.timestamp = 0;
  EXPECT_TRUE(SubtreeMessage(statement));
  statement.subtree = {3, 7};
  EXPECT_FALSE(SubtreeMessage(statement));
  statement = Statement();
  statement.origin = std::string(256, 'o');
  EXPECT_FALSE(SubtreeMessage(statement));
  statement.origin = std::string(255, 'o');
  EXPECT_TRUE(SubtreeMessage(statement));
  statement.cosigner = "";
  EXPECT_FALSE(SubtreeMessage(statement));
  statement = Statement();
  statement.timestamp = kTimestampMax + 1;
  EXPECT_FALSE(SubtreeMessage(statement));
  statement = Statement();
  statement.subtree = {0, 0};  // the checkpoint of an empty log
  statement.hash = merkle::EmptyRoot();
  EXPECT_TRUE(SubtreeMessage(statement));
}

}  // namespace
}  // namespace reqledger::note
