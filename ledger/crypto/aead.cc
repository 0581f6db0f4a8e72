#include "ledger/crypto/aead.h"

#include <openssl/evp.h>

#include <memory>

#include "ledger/base/check.h"
#include "ledger/crypto/random.h"

namespace reqledger::crypto {
namespace {

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const EVP_CIPHER* Algorithm() {
  static const EVP_CIPHER* const kAlgorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  REQ_CHECK(kAlgorithm != nullptr);
  return kAlgorithm;
}

// One context a thread: the key is set anew for each message.
EVP_CIPHER_CTX* Context() {
  thread_local std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter> context(EVP_CIPHER_CTX_new());
  REQ_CHECK(context != nullptr);
  return context.get();
}

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string AeadSeal(std::string_view key, std::string_view associated, std::string_view plain) {
  REQ_CHECK(key.size() == kAeadKeyBytes);
  std::string sealed = RandomBytes(kAeadNonceBytes);
  sealed.resize(kAeadNonceBytes + plain.size() + kAeadTagBytes);
  auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
  EVP_CIPHER_CTX* const context = Context();
  int length = 0;
  REQ_CHECK(EVP_EncryptInit_ex2(context, Algorithm(), Data(key), out, nullptr) == 1);
  REQ_CHECK(EVP_EncryptUpdate(context, nullptr, &length, Data(associated),
                              static_cast<int>(associated.size())) == 1);
  REQ_CHECK(EVP_EncryptUpdate(context, out + kAeadNonceBytes, &length, Data(plain),
                              static_cast<int>(plain.size())) == 1);
  REQ_CHECK(static_cast<std::size_t>(length) == plain.size());
  REQ_CHECK(EVP_EncryptFinal_ex(context, out + kAeadNonceBytes + plain.size(), &length) == 1);
  REQ_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(kAeadTagBytes),
                                out + kAeadNonceBytes + plain.size()) == 1);
  return sealed;
}

base::Result<std::string> AeadOpen(std::string_view key, std::string_view associated,
                                   std::string_view sealed) {
  REQ_CHECK(key.size() == kAeadKeyBytes);
  if (sealed.size() < kAeadNonceBytes + kAeadTagBytes) {
    return base::Fail(base::Code::kUntrusted, "sealed bytes: shorter than nonce and tag");
  }
  const std::string_view cipher =
      sealed.substr(kAeadNonceBytes, sealed.size() - kAeadNonceBytes - kAeadTagBytes);
  std::string tag(sealed.substr(sealed.size() - kAeadTagBytes));
  std::string plain(cipher.size(), '\0');
  EVP_CIPHER_CTX* const context = Context();
  int length = 0;
  REQ_CHECK(EVP_DecryptInit_ex2(context, Algorithm(), Data(key), Data(sealed), nullptr) == 1);
  REQ_CHECK(EVP_DecryptUpdate(context, nullptr, &length, Data(associated),
                              static_cast<int>(associated.size())) == 1);
  REQ_CHECK(EVP_DecryptUpdate(context, reinterpret_cast<unsigned char*>(plain.data()), &length,
                              Data(cipher), static_cast<int>(cipher.size())) == 1);
  REQ_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag.size()),
                                tag.data()) == 1);
  unsigned char none[kAeadTagBytes];
  if (EVP_DecryptFinal_ex(context, none, &length) != 1) {
    return base::Fail(base::Code::kUntrusted, "sealed bytes: key, place or bytes do not agree");
  }
  return plain;
}

}  // namespace reqledger::crypto
