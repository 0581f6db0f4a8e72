#include <gtest/gtest.h>

#include <set>

#include "ledger/base/encoding.h"
#include "ledger/crypto/key_wrap.h"
#include "ledger/crypto/mac.h"
#include "ledger/crypto/random.h"
#include "ledger/crypto/secret.h"

namespace reqledger::crypto {
namespace {

std::string Hex(std::string_view text) { return base::DecodeHex(text).value(); }

// RFC 3394 section 4.6.
const SecretBytes& Wrapping() {
  static const SecretBytes kKey(
      Hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
  return kKey;
}
constexpr std::string_view kKeyData =
    "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f";
constexpr std::string_view kWrapped =
    "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21";

TEST(KeyWrapTest, VectorOfTheRfc) {
  EXPECT_EQ(base::EncodeHex(WrapKey(Wrapping(), SecretBytes(Hex(kKeyData)))), kWrapped);
  const auto key = UnwrapKey(Wrapping(), Hex(kWrapped));
  ASSERT_TRUE(key);
  EXPECT_EQ(base::EncodeHex(key->view()), kKeyData);
}

TEST(KeyWrapTest, EveryChangeIsSeen) {
  const std::string wrapped = Hex(kWrapped);
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    std::string changed = wrapped;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto key = UnwrapKey(Wrapping(), changed);
    ASSERT_FALSE(key) << i;
    ASSERT_EQ(key.error().code, base::Code::kUntrusted);
  }
  EXPECT_FALSE(UnwrapKey(Wrapping(), wrapped.substr(8)));
  EXPECT_FALSE(UnwrapKey(Wrapping(), wrapped + std::string(8, 'x')));
  EXPECT_FALSE(UnwrapKey(Wrapping(), ""));
  EXPECT_FALSE(UnwrapKey(SecretBytes(std::string(32, 'w')), wrapped));
}

struct MacVector {
  std::string key;
  std::string message;
  std::string_view mac;
};

// RFC 4231 section 4, cases 1 to 4, 6 and 7; in the last two the key is longer than a block.
std::vector<MacVector> MacVectors() {
  return {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {Hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST(HmacTest, VectorsOfTheRfc) {
  for (const MacVector& vector : MacVectors()) {
    EXPECT_EQ(ToHex(Hmac(vector.key, {vector.message})), vector.mac);
  }
}

TEST(HmacTest, OneKeyServesManyMessages) {
  for (const MacVector& vector : MacVectors()) {
    HmacSha256 mac(vector.key);
    const std::string_view message = vector.message;
    EXPECT_EQ(ToHex(mac.Mac({message})), vector.mac);
    EXPECT_NE(ToHex(mac.Mac({message, "x"})), vector.mac);
    EXPECT_EQ(ToHex(mac.Mac({message.substr(0, 3), message.substr(3)})), vector.mac);
  }
}

// A key of exactly a block is used as it is; one byte more, and its hash is.
TEST(HmacTest, KeysAroundTheBlock) {
  const std::string block(64, 'k');
  EXPECT_EQ(Hmac(block + "k", {"m"}), Hmac(Sha256::Digest(block + "k").view(), {"m"}));
  EXPECT_NE(Hmac(block, {"m"}), Hmac(Sha256::Digest(block).view(), {"m"}));
}

TEST(SecretBytesTest, MovesLeaveNothingBehind) {
  for (const std::size_t length : {5U, 500U}) {  // within the string itself, and outside
    SecretBytes secret(std::string(length, 's'));
    SecretBytes moved = std::move(secret);
    EXPECT_EQ(secret.size(), 0U);  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(moved.view(), std::string(length, 's'));
    SecretBytes assigned(std::string(7, 'o'));
    assigned = std::move(moved);
    EXPECT_EQ(moved.size(), 0U);  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(assigned.size(), length);
  }
}

TEST(SecretBytesTest, CopiesStandAlone) {
  SecretBytes secret("one");
  SecretBytes copy = secret;
  secret = SecretBytes("two");
  EXPECT_EQ(copy.view(), "one");
  copy = secret;
  const SecretBytes& itself = copy;
  copy = itself;
  EXPECT_EQ(copy.view(), "two");
}

TEST(SecretBytesTest, WipeOverwritesUpToTheCapacity) {
  std::string text(100, 's');
  text.resize(3);
  const char* const bytes = text.data();
  Wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), bytes);
  for (std::size_t i = 0; i < 100; ++i) ASSERT_EQ(bytes[i], '\0') << i;
}

TEST(SecretBytesTest, ComparesBytes) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "ab"));
  EXPECT_FALSE(EqualInConstantTime("abc", ""));
}

TEST(RandomTest, BytesAreAsManyAsAskedAndDiffer) {
  EXPECT_EQ(RandomBytes(0), "");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = RandomBytes(16);
    ASSERT_EQ(bytes.size(), 16U);
    ASSERT_TRUE(seen.insert(bytes).second);
  }
}

}  // namespace
}  // namespace reqledger::crypto
