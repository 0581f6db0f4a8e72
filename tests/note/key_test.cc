#include "ledger/note/key.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/base/cursor.h"
#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"
#include "ledger/note/signer.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using merkle::VectorBytes;
using merkle::VectorHash;
using merkle::VectorText;

constexpr std::string_view kExample =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kPeter =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

std::uint32_t Id(std::string_view hex) {
  const std::string bytes = base::DecodeHex(hex).value();
  return base::Cursor(bytes).TakeU32().value();
}

TEST(VerifierKeyTest, LogKeyOfTheVectors) {
  const VerifierKey key = LogKey();
  EXPECT_EQ(key.name(), VectorText("/keys/origin"));
  EXPECT_EQ(key.type(), KeyType::kEd25519);
  EXPECT_EQ(key.id(), Id("79fae18f"));
  EXPECT_EQ(key.public_key(), VectorBytes("/keys/log_ed_pub"));
  EXPECT_TRUE(key.usable());
  EXPECT_EQ(key.Serialize(), VectorText("/keys/log_ed_vkey"));
}

TEST(VerifierKeyTest, WitnessKeyOfTheVectors) {
  const VerifierKey key = WitnessKey();
  EXPECT_EQ(key.type(), KeyType::kEd25519Cosignature);
  EXPECT_EQ(key.id(), Id("68b6166f"));
  EXPECT_EQ(key.Serialize(), VectorText("/keys/w1_vkey_04"));
  const auto as_log_key =
      VerifierKey::FromPublicKey(key.name(), KeyType::kEd25519, VectorBytes("/keys/w1_pub"));
  ASSERT_TRUE(as_log_key);
  EXPECT_EQ(as_log_key->id(), Id(VectorText("/keys/w1_keyid_if_01")));
}

// OpenSSL 3.0 cannot verify ML-DSA: such keys are parsed, kept and written, and vouch for nothing.
TEST(VerifierKeyTest, MlDsaKeysAreKeptThoughUnusable) {
  const VerifierKey witness = MlDsaWitnessKey();
  EXPECT_EQ(witness.type(), KeyType::kMlDsa44Cosignature);
  EXPECT_EQ(witness.id(), Id(VectorText("/keys/w2_keyid")));
  EXPECT_EQ(crypto::Sha256::Digest(witness.public_key()), VectorHash("/keys/w2_pub_sha256"));
  EXPECT_FALSE(witness.usable());
  EXPECT_EQ(witness.Serialize(), VectorText("/keys/w2_vkey"));
  const VerifierKey log = ParseKey(VectorText("/keys/log_ml_vkey"));
  EXPECT_EQ(log.id(), Id(VectorText("/keys/log_ml_keyid")));
  EXPECT_EQ(crypto::Sha256::Digest(log.public_key()), VectorHash("/keys/log_ml_pub_sha256"));
}

TEST(VerifierKeyTest, PublicExamples) {
  for (const std::string_view text : {kExample, kPeter}) {
    const auto key = VerifierKey::Parse(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(key->type(), KeyType::kEd25519);
    EXPECT_EQ(key->Serialize(), text);
  }
  EXPECT_EQ(ParseKey(kExample).id(), Id("530d903a"));
  EXPECT_EQ(ParseKey(kPeter).id(), Id("c74f20a3"));
}

// ECDSA keys (0x02) are numbered by the key alone.
TEST(VerifierKeyTest, OtherTypesAreKept) {
  const std::string der = "any DER";
  const auto ecdsa = VerifierKey::FromPublicKey("a", KeyType::kEcdsa, der);
  const auto again = VerifierKey::FromPublicKey("b", KeyType::kEcdsa, der);
  ASSERT_TRUE(ecdsa && again);
  EXPECT_EQ(ecdsa->id(), again->id());
  const auto unknown = VerifierKey::FromPublicKey("a", static_cast<KeyType>(0xff), "long id");
  ASSERT_TRUE(unknown);
  EXPECT_FALSE(unknown->usable());
  EXPECT_EQ(*VerifierKey::Parse(unknown->Serialize()), *unknown);
}

TEST(VerifierKeyTest, Base64MayHoldAPlus) {
  const std::string text = VectorText("/keys/log_ed_vkey");
  ASSERT_GT(std::count(text.begin(), text.end(), '+'), 2);
  EXPECT_TRUE(VerifierKey::Parse(text));
}

TEST(VerifierKeyTest, RefusesEveryOtherText) {
  const std::string good = VectorText("/keys/log_ed_vkey");
  ASSERT_TRUE(VerifierKey::Parse(good));
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    const std::size_t place = text.find(from);
    EXPECT_NE(place, std::string::npos);
    return text.replace(place, from.size(), to);
  };
  for (const std::string& text :
       std::initializer_list<std::string>{std::string(),
                                          std::string("a"),
                                          std::string("a+79fae18f"),
                                          good + "x",
                                          good + "=",
                                          good + " ",
                                          good + "\n",
                                          " " + good,
                                          good.substr(0, good.size() - 1),
                                          with("79fae18f", "79FAE18F"),
                                          with("79fae18f", "79fae180"),
                                          with("79fae18f", "79fae1"),
                                          with("79fae18f", "079fae18f"),
                                          with("79fae18f", ""),
                                          with("ledger.", "Ledger."),
                                          with("ledger.example.org/requests", ""),
                                          with("ledger.", "led ger."),
                                          with("+AQvtu", "+BAvtu"),
                                          with("+AQvtu", "+"),
                                          VectorText("/keys/log_ed_skey")}) {
    const auto key = VerifierKey::Parse(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, base::Code::kInvalidArgument);
  }
}

TEST(VerifierKeyTest, RefusesAKeyOfAnotherLength) {
  const std::string bytes(33, 'k');
  EXPECT_FALSE(VerifierKey::FromPublicKey("a", KeyType::kEd25519, bytes));
  EXPECT_FALSE(VerifierKey::FromPublicKey("a", KeyType::kEd25519Cosignature, bytes));
  EXPECT_FALSE(VerifierKey::FromPublicKey("a", KeyType::kMlDsa44Cosignature, bytes));
  EXPECT_FALSE(VerifierKey::FromPublicKey("a", KeyType::kEcdsa, ""));
}

TEST(KeyNameTest, RefusesWhatCannotStandInALine) {
  EXPECT_TRUE(IsKeyName("ledger.example.org/requests"));
  EXPECT_TRUE(IsKeyName("oid/1.3.6.1.4.1.32473.3"));
  EXPECT_TRUE(IsKeyName("m\u00fcnchen"));
  EXPECT_TRUE(IsKeyName(std::string(255, 'a')));
  EXPECT_FALSE(IsKeyName(std::string(256, 'a')));
  EXPECT_FALSE(IsKeyName(""));
  for (const std::string_view space :
       {" ",      "+",      "\t",     "\n",     "\v",     "\f",     "\r",
        "\x01",   "\x7f",   "\u0085", "\u00a0", "\u1680", "\u2000", "\u200a",
        "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\xff",   "\xc3"}) {
    EXPECT_FALSE(IsKeyName("a" + std::string(space) + "b")) << base::EncodeHex(space);
    EXPECT_FALSE(IsKeyName(space));
  }
}

TEST(NoteSignerTest, ReadsAndWritesTheSecretText) {
  const std::string text = VectorText("/keys/log_ed_skey");
  const auto signer = NoteSigner::Parse(text);
  ASSERT_TRUE(signer);
  EXPECT_EQ(signer->verifier(), LogKey());
  EXPECT_EQ(signer->Serialize().view(), text);
  const auto from_seed =
      NoteSigner::FromSeed(VectorText("/keys/origin"), KeyType::kEd25519,
                           crypto::SecretBytes(VectorBytes("/keys/log_ed_seed")));
  ASSERT_TRUE(from_seed);
  EXPECT_EQ(from_seed->Serialize().view(), text);
}

TEST(NoteSignerTest, RefusesOtherTextsWithoutQuotingThem) {
  const std::string good = VectorText("/keys/log_ed_skey");
  std::string wrong_id = good;
  wrong_id.replace(wrong_id.find("79fae18f"), 8, "79fae180");
  for (const std::string& text : std::initializer_list<std::string>{
           std::string(), good.substr(1), good + "A", good + "\n", wrong_id,
           good.substr(0, good.size() - 4), VectorText("/keys/log_ed_vkey"),
           "PRIVATE+KEY+" + VectorText("/keys/w2_vkey")}) {
    const auto signer = NoteSigner::Parse(text);
    ASSERT_FALSE(signer);
    EXPECT_EQ(signer.error().code, base::Code::kInvalidArgument);
    EXPECT_EQ(signer.error().message.find("AaMY1qXJ"), std::string::npos);
  }
  EXPECT_FALSE(NoteSigner::FromSeed("a", KeyType::kMlDsa44Cosignature,
                                    crypto::SecretBytes(std::string(32, 's'))));
  EXPECT_FALSE(
      NoteSigner::FromSeed("a", KeyType::kEd25519, crypto::SecretBytes(std::string(31, 's'))));
  EXPECT_FALSE(
      NoteSigner::FromSeed("a b", KeyType::kEd25519, crypto::SecretBytes(std::string(32, 's'))));
}

}  // namespace
}  // namespace reqledger::note
