#include "ledger/crypto/sha256.h"

// The low-level functions, which OpenSSL 3 deprecates in favour of EVP: for the short messages that
// this project hashes by the million EVP costs half as much again (docs/decisions/sha256-calls.md).
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace reqledger::crypto {

struct Sha256::State {
  State() { Start(); }
  void Start() { REQ_CHECK(SHA256_Init(&context) == 1); }

  SHA256_CTX context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::Update(std::string_view bytes) {
  REQ_CHECK(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1);
  return *this;
}

Hash Sha256::Finish() {
  Hash hash;
  REQ_CHECK(SHA256_Final(hash.bytes.data(), &state_->context) == 1);
  state_->Start();
  return hash;
}

Hash Sha256::Digest(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  REQ_CHECK(SHA256_Init(&context) == 1);
  for (const std::string_view part : parts) {
    REQ_CHECK(SHA256_Update(&context, part.data(), part.size()) == 1);
  }
  Hash hash;
  REQ_CHECK(SHA256_Final(hash.bytes.data(), &context) == 1);
  return hash;
}

std::string ToHex(const Hash& hash) { return base::EncodeHex(hash.view()); }

std::optional<Hash> HashFromHex(std::string_view text) {
  const auto bytes = base::DecodeHex(text);
  return bytes ? HashFromBytes(*bytes) : std::nullopt;
}

std::optional<Hash> HashFromBytes(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.bytes.size()) return std::nullopt;
  std::ranges::copy(bytes, hash.bytes.begin());
  return hash;
}

}  // namespace reqledger::crypto
