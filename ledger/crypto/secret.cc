#include "ledger/crypto/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace reqledger::crypto {

void Wipe(std::string& text) {
  // Up to the capacity: a shorter value may have left a longer one's end behind.
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

SecretBytes::~SecretBytes() { Wipe(bytes_); }

SecretBytes& SecretBytes::operator=(const SecretBytes& other) {
  if (this != &other) {
    Wipe(bytes_);
    bytes_ = other.bytes_;
  }
  return *this;
}

// A short string is copied, not moved, so the source is wiped either way.
SecretBytes::SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) {
  Wipe(other.bytes_);
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    Wipe(bytes_);
    bytes_ = std::move(other.bytes_);
    Wipe(other.bytes_);
  }
  return *this;
}

}  // namespace reqledger::crypto
