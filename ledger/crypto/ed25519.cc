#include "ledger/crypto/ed25519.h"

#include <openssl/evp.h>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

void KeyDeleter::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

base::Result<Ed25519PublicKey> Ed25519PublicKey::FromBytes(std::string_view bytes) {
  if (bytes.size() != kEd25519KeyBytes) {
    return base::Fail(base::Code::kInvalidArgument, "Ed25519 public key: not 32 bytes");
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(bytes), bytes.size());
  if (key == nullptr) {
    return base::Fail(base::Code::kInvalidArgument, "Ed25519 public key: refused by OpenSSL");
  }
  Ed25519PublicKey result;
  result.bytes_ = bytes;
  result.key_ = std::shared_ptr<evp_pkey_st>(key, KeyDeleter());
  return result;
}

bool Ed25519PublicKey::Verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != kEd25519SignatureBytes) return false;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  REQ_CHECK(context != nullptr);
  REQ_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  return EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                          message.size()) == 1;
}

base::Result<Ed25519PrivateKey> Ed25519PrivateKey::FromSeed(std::string_view seed) {
  if (seed.size() != kEd25519KeyBytes) {
    return base::Fail(base::Code::kInvalidArgument, "Ed25519 seed: not 32 bytes");
  }
  Ed25519PrivateKey result;
  result.key_.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed), seed.size()));
  REQ_CHECK(result.key_ != nullptr);
  result.public_bytes_.resize(kEd25519KeyBytes);
  std::size_t length = kEd25519KeyBytes;
  REQ_CHECK(EVP_PKEY_get_raw_public_key(
                result.key_.get(), reinterpret_cast<unsigned char*>(result.public_bytes_.data()),
                &length) == 1);
  return result;
}

std::string Ed25519PrivateKey::Sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  REQ_CHECK(context != nullptr);
  REQ_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t length = signature.size();
  REQ_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                           &length, Data(message), message.size()) == 1);
  REQ_CHECK(length == kEd25519SignatureBytes);
  return signature;
}

}  // namespace reqledger::crypto
