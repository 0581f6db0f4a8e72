#include "ledger/crypto/key_wrap.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const EVP_CIPHER* Algorithm() {
  static const EVP_CIPHER* const kAlgorithm = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr);
  REQ_CHECK(kAlgorithm != nullptr);
  return kAlgorithm;
}

Context NewContext() {
  Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  REQ_CHECK(context != nullptr);
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return context;
}

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string WrapKey(const SecretBytes& wrapping, const SecretBytes& key) {
  REQ_CHECK(wrapping.size() == kKeyBytes && key.size() == kKeyBytes);
  const Context context = NewContext();
  std::string wrapped(kWrappedKeyBytes + 8, '\0');
  int length = 0;
  REQ_CHECK(EVP_EncryptInit_ex2(context.get(), Algorithm(), Data(wrapping.view()), nullptr,
                                nullptr) == 1);
  REQ_CHECK(EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(wrapped.data()),
                              &length, Data(key.view()), static_cast<int>(key.size())) == 1);
  REQ_CHECK(length == static_cast<int>(kWrappedKeyBytes));
  wrapped.resize(kWrappedKeyBytes);
  return wrapped;
}

base::Result<SecretBytes> UnwrapKey(const SecretBytes& wrapping, std::string_view wrapped) {
  REQ_CHECK(wrapping.size() == kKeyBytes);
  if (wrapped.size() != kWrappedKeyBytes) {
    return base::Fail(base::Code::kUntrusted, "wrapped key: not 40 bytes");
  }
  const Context context = NewContext();
  std::string key(kWrappedKeyBytes + 8, '\0');
  int length = 0;
  REQ_CHECK(EVP_DecryptInit_ex2(context.get(), Algorithm(), Data(wrapping.view()), nullptr,
                                nullptr) == 1);
  if (EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(key.data()), &length,
                        Data(wrapped), static_cast<int>(wrapped.size())) != 1 ||
      length != static_cast<int>(kKeyBytes)) {
    return base::Fail(base::Code::kUntrusted, "wrapped key: another wrapping key, or changed");
  }
  key.resize(kKeyBytes);
  SecretBytes secret(key);
  Wipe(key);
  return secret;
}

}  // namespace reqledger::crypto
