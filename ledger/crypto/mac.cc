#include "ledger/crypto/mac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;

const EVP_MD* Algorithm() {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  REQ_CHECK(kAlgorithm != nullptr);
  return kAlgorithm;
}

}  // namespace

// The three contexts of HMAC written out: copying a prepared one is far cheaper than EVP_MAC_init.
struct HmacSha256::State {
  State() : inner(EVP_MD_CTX_new()), outer(EVP_MD_CTX_new()), work(EVP_MD_CTX_new()) {
    REQ_CHECK(inner != nullptr && outer != nullptr && work != nullptr);
  }
  ~State() {
    EVP_MD_CTX_free(inner);
    EVP_MD_CTX_free(outer);
    EVP_MD_CTX_free(work);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* inner;
  EVP_MD_CTX* outer;
  EVP_MD_CTX* work;
};

HmacSha256::HmacSha256(std::string_view key) : state_(std::make_unique<State>()) {
  std::array<unsigned char, kBlockBytes> block{};
  if (key.size() > kBlockBytes) {
    const Hash short_key = Sha256::Digest(key);
    std::copy(short_key.bytes.begin(), short_key.bytes.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  for (unsigned char& byte : block) byte ^= 0x36;
  REQ_CHECK(EVP_DigestInit_ex2(state_->inner, Algorithm(), nullptr) == 1);
  REQ_CHECK(EVP_DigestUpdate(state_->inner, block.data(), block.size()) == 1);
  for (unsigned char& byte : block) byte ^= 0x36 ^ 0x5c;
  REQ_CHECK(EVP_DigestInit_ex2(state_->outer, Algorithm(), nullptr) == 1);
  REQ_CHECK(EVP_DigestUpdate(state_->outer, block.data(), block.size()) == 1);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::~HmacSha256() = default;

Hash HmacSha256::Mac(std::initializer_list<std::string_view> parts) {
  Hash hash;
  unsigned int length = 0;
  REQ_CHECK(EVP_MD_CTX_copy_ex(state_->work, state_->inner) == 1);
  for (const std::string_view part : parts) {
    REQ_CHECK(EVP_DigestUpdate(state_->work, part.data(), part.size()) == 1);
  }
  REQ_CHECK(EVP_DigestFinal_ex(state_->work, hash.bytes.data(), &length) == 1);
  REQ_CHECK(EVP_MD_CTX_copy_ex(state_->work, state_->outer) == 1);
  REQ_CHECK(EVP_DigestUpdate(state_->work, hash.bytes.data(), hash.bytes.size()) == 1);
  REQ_CHECK(EVP_DigestFinal_ex(state_->work, hash.bytes.data(), &length) == 1);
  return hash;
}

Hash Hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
  return HmacSha256(key).Mac(parts);
}

}  // namespace reqledger::crypto
