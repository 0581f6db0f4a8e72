#include "ledger/crypto/ed25519.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"

namespace reqledger::crypto {
namespace {

std::string Hex(std::string_view text) { return base::DecodeHex(text).value(); }

struct Vector {
  std::string_view seed;
  std::string_view public_key;
  std::string_view message;
  std::string_view signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
const Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "4"
     "6bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d"
     "8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6"
     "594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519Test, VectorsOfTheRfc) {
  for (const Vector& vector : kVectors) {
    const auto key = Ed25519PrivateKey::FromSeed(Hex(vector.seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->public_bytes(), Hex(vector.public_key));
    EXPECT_EQ(key->Sign(Hex(vector.message)), Hex(vector.signature));
    const auto public_key = Ed25519PublicKey::FromBytes(Hex(vector.public_key));
    ASSERT_TRUE(public_key);
    EXPECT_EQ(public_key->bytes(), Hex(vector.public_key));
    EXPECT_TRUE(public_key->Verify(Hex(vector.message), Hex(vector.signature)));
  }
}

TEST(Ed25519Test, EveryFlippedBitIsSeen) {
  const Vector& vector = kVectors[2];
  const auto key = Ed25519PublicKey::FromBytes(Hex(vector.public_key));
  ASSERT_TRUE(key);
  const std::string message = Hex(vector.message);
  const std::string signature = Hex(vector.signature);
  for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    std::string changed = signature;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(key->Verify(message, changed)) << bit;
  }
  EXPECT_FALSE(key->Verify(Hex("af83"), signature));
  EXPECT_FALSE(key->Verify("", signature));
}

TEST(Ed25519Test, OtherLengthsAreRefused) {
  const auto key = Ed25519PublicKey::FromBytes(Hex(kVectors[0].public_key));
  ASSERT_TRUE(key);
  const std::string signature = Hex(kVectors[0].signature);
  EXPECT_FALSE(key->Verify("", signature.substr(1)));
  EXPECT_FALSE(key->Verify("", signature + "x"));
  EXPECT_FALSE(key->Verify("", ""));
  EXPECT_EQ(Ed25519PublicKey::FromBytes(std::string(31, 'x')).error().code,
            base::Code::kInvalidArgument);
  EXPECT_FALSE(Ed25519PublicKey::FromBytes(std::string(33, 'x')));
  EXPECT_EQ(Ed25519PrivateKey::FromSeed(std::string(31, 'x')).error().code,
            base::Code::kInvalidArgument);
  EXPECT_FALSE(Ed25519PrivateKey::FromSeed(std::string(64, 'x')));
}

// S and S + L verify alike in a lax implementation; here the second is refused.
TEST(Ed25519Test, ASignatureHasOneForm) {
  const auto key = Ed25519PublicKey::FromBytes(Hex(kVectors[0].public_key));
  ASSERT_TRUE(key);
  std::string signature = Hex(kVectors[0].signature);
  const std::string order = Hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += static_cast<unsigned char>(signature[32 + i]);
    carry += static_cast<unsigned char>(order[i]);
    signature[32 + i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  ASSERT_EQ(carry, 0U);
  EXPECT_FALSE(key->Verify("", signature));
}

}  // namespace
}  // namespace reqledger::crypto
