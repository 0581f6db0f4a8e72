#include "ledger/crypto/sha256.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace reqledger::crypto {
namespace {

// FIPS 180-4, the examples of the Secure Hash Standard.
TEST(Sha256Test, VectorsOfTheStandard) {
  EXPECT_EQ(ToHex(Sha256::Digest("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256::Digest("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256::Digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(ToHex(Sha256::Digest(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, PartsAreConcatenated) {
  const std::string bytes(300, 'b');
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::string_view left = std::string_view(bytes).substr(0, cut);
    const std::string_view right = std::string_view(bytes).substr(cut);
    ASSERT_EQ(Sha256::Digest({left, right}), Sha256::Digest(bytes));
  }
}

TEST(Sha256Test, FinishStartsAnew) {
  Sha256 hasher;
  hasher.Update("a").Update("bc");
  EXPECT_EQ(hasher.Finish(), Sha256::Digest("abc"));
  EXPECT_EQ(hasher.Finish(), Sha256::Digest(""));
  hasher.Update("abc");
  Sha256 moved = std::move(hasher);
  EXPECT_EQ(moved.Finish(), Sha256::Digest("abc"));
}

TEST(Sha256Test, ThreadsDoNotDisturbEachOther) {
  const Hash expected = Sha256::Digest("abc");
  std::vector<int> wrong(4);
  {
    std::vector<std::jthread> threads;
    threads.reserve(wrong.size());
    for (int& count : wrong) {
      threads.emplace_back([&count, &expected] {
        for (int i = 0; i < 2000; ++i) count += Sha256::Digest({"a", "bc"}) == expected ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4));
}

TEST(HashTest, HexIsStrict) {
  const Hash hash = Sha256::Digest("abc");
  EXPECT_EQ(HashFromHex(ToHex(hash)), hash);
  EXPECT_EQ(HashFromBytes(hash.view()), hash);
  EXPECT_FALSE(HashFromHex(ToHex(hash).substr(2)));
  EXPECT_FALSE(HashFromHex(ToHex(hash) + "00"));
  EXPECT_FALSE(HashFromHex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
  EXPECT_FALSE(HashFromBytes(std::string(31, 'x')));
  EXPECT_FALSE(HashFromBytes(std::string(33, 'x')));
}

TEST(HashTest, OrdersByBytes) {
  Hash low;
  Hash high;
  high.bytes[0] = 0x80;
  low.bytes[31] = 0xff;
  EXPECT_LT(low, high);
}

}  // namespace
}  // namespace reqledger::crypto
