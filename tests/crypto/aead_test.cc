#include "ledger/crypto/aead.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"

namespace reqledger::crypto {
namespace {

std::string Hex(std::string_view text) { return base::DecodeHex(text).value(); }

const std::string& Key() {
  static const std::string kKey(kAeadKeyBytes, 'k');
  return kKey;
}

// The Galois/Counter Mode of Operation (McGrew, Viega), test case 16.
TEST(AeadTest, OpensTheVectorOfTheMode) {
  const std::string key = Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string plain =
      Hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const std::string associated = Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string sealed =
      Hex("cafebabefacedbaddecaf888"
          "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
          "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(AeadOpen(key, associated, sealed).value(), plain);
}

TEST(AeadTest, OpensWhatItSealed) {
  for (const std::size_t length : {0U, 1U, 16U, 1000U, 100'000U}) {
    const std::string plain(length, 'p');
    const std::string sealed = AeadSeal(Key(), "place", plain);
    EXPECT_EQ(sealed.size(), kAeadNonceBytes + length + kAeadTagBytes);
    EXPECT_EQ(AeadOpen(Key(), "place", sealed).value(), plain);
  }
}

TEST(AeadTest, NeverSealsTwiceAlike) {
  EXPECT_NE(AeadSeal(Key(), "", "p").substr(0, kAeadNonceBytes),
            AeadSeal(Key(), "", "p").substr(0, kAeadNonceBytes));
}

TEST(AeadTest, EveryChangeIsSeen) {
  const std::string sealed = AeadSeal(Key(), "place", "plain");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto opened = AeadOpen(Key(), "place", changed);
    ASSERT_FALSE(opened) << i;
    ASSERT_EQ(opened.error().code, base::Code::kUntrusted);
    ASSERT_FALSE(AeadOpen(Key(), "place", sealed.substr(0, i))) << i;
  }
  EXPECT_FALSE(AeadOpen(Key(), "place", sealed + "x"));
  EXPECT_FALSE(AeadOpen(Key(), "Place", sealed));
  EXPECT_FALSE(AeadOpen(Key(), "", sealed));
  EXPECT_FALSE(AeadOpen(std::string(kAeadKeyBytes, 'K'), "place", sealed));
  EXPECT_TRUE(AeadOpen(Key(), "place", sealed));  // a refusal leaves nothing behind
}

}  // namespace
}  // namespace reqledger::crypto
