#include "ledger/crypto/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace reqledger::crypto {
namespace {

const EVP_MD* Algorithm() {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  REQ_CHECK(kAlgorithm != nullptr);
  return kAlgorithm;
}

}  // namespace

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) {
    REQ_CHECK(context != nullptr);
    Start();
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Start() const { REQ_CHECK(EVP_DigestInit_ex2(context, Algorithm(), nullptr) == 1); }

  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::Update(std::string_view bytes) {
  REQ_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
  return *this;
}

Hash Sha256::Finish() {
  Hash hash;
  unsigned int length = 0;
  REQ_CHECK(EVP_DigestFinal_ex(state_->context, hash.bytes.data(), &length) == 1);
  REQ_CHECK(length == hash.bytes.size());
  state_->Start();
  return hash;
}

Hash Sha256::Digest(std::initializer_list<std::string_view> parts) {
  thread_local Sha256 hasher;
  for (const std::string_view part : parts) hasher.Update(part);
  return hasher.Finish();
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
