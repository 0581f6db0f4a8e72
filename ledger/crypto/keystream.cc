#include "ledger/crypto/keystream.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const EVP_CIPHER* Algorithm() {
  static const EVP_CIPHER* const kAlgorithm = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  REQ_CHECK(kAlgorithm != nullptr);
  return kAlgorithm;
}

}  // namespace

std::string Keystream(std::string_view seed, std::size_t blocks) {
  REQ_CHECK(seed.size() == kKeystreamSeedBytes);
  thread_local std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter> context(EVP_CIPHER_CTX_new());
  REQ_CHECK(context != nullptr);
  constexpr std::array<unsigned char, kKeystreamBlockBytes> kFirst{};
  REQ_CHECK(EVP_EncryptInit_ex2(context.get(), Algorithm(),
                                reinterpret_cast<const unsigned char*>(seed.data()), kFirst.data(),
                                nullptr) == 1);
  std::string bytes(blocks * kKeystreamBlockBytes, '\0');
  auto* const data = reinterpret_cast<unsigned char*>(bytes.data());
  int length = 0;
  REQ_CHECK(EVP_EncryptUpdate(context.get(), data, &length, data, static_cast<int>(bytes.size())) ==
            1);
  // The context keeps the seed until the next call; a seed in memory is no more than the row it
  // opens.
  return bytes;
}

}  // namespace reqledger::crypto
