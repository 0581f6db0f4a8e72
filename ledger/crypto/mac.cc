#include "ledger/crypto/mac.h"

// As sha256.cc.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;
using Block = std::array<unsigned char, kBlockBytes>;

SHA256_CTX AfterPad(Block block, unsigned char pad) {
  for (unsigned char& byte : block) byte ^= pad;
  SHA256_CTX context;
  REQ_CHECK(SHA256_Init(&context) == 1);
  REQ_CHECK(SHA256_Update(&context, block.data(), block.size()) == 1);
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

}  // namespace

// HMAC written out: the states after the two pads, copied for each message.
struct HmacSha256::State {
  explicit State(const Block& key) : inner(AfterPad(key, 0x36)), outer(AfterPad(key, 0x5c)) {}
  ~State() {
    OPENSSL_cleanse(&inner, sizeof(inner));
    OPENSSL_cleanse(&outer, sizeof(outer));
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  SHA256_CTX inner;
  SHA256_CTX outer;
};

HmacSha256::HmacSha256(std::string_view key) {
  Block block{};
  if (key.size() > kBlockBytes) {
    std::ranges::copy(Sha256::Digest(key).bytes, block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }
  state_ = std::make_unique<State>(block);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::~HmacSha256() = default;

Hash HmacSha256::Mac(std::initializer_list<std::string_view> parts) {
  Hash hash;
  SHA256_CTX context = state_->inner;
  for (const std::string_view part : parts) {
    REQ_CHECK(SHA256_Update(&context, part.data(), part.size()) == 1);
  }
  REQ_CHECK(SHA256_Final(hash.bytes.data(), &context) == 1);
  context = state_->outer;
  REQ_CHECK(SHA256_Update(&context, hash.bytes.data(), hash.bytes.size()) == 1);
  REQ_CHECK(SHA256_Final(hash.bytes.data(), &context) == 1);
  return hash;
}

Hash Hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
  return HmacSha256(key).Mac(parts);
}

}  // namespace reqledger::crypto
