// Ed25519 keys: what signs checkpoints and what checks them.
//
// Errors: invalid_argument for key bytes of the wrong length.
// Source: RFC 8032, pure Ed25519. Signing is deterministic: a crash between signing and storing
// loses nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

struct evp_pkey_st;

namespace reqledger::crypto {

inline constexpr std::size_t kEd25519KeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

struct KeyDeleter {
  void operator()(evp_pkey_st* key) const;
};

class Ed25519PublicKey {
 public:
  static base::Result<Ed25519PublicKey> FromBytes(std::string_view bytes);

  bool Verify(std::string_view message, std::string_view signature) const;
  const std::string& bytes() const { return bytes_; }

 private:
  Ed25519PublicKey() = default;
  std::string bytes_;
  std::shared_ptr<evp_pkey_st> key_;  // immutable, so that the value copies
};

class Ed25519PrivateKey {
 public:
  static base::Result<Ed25519PrivateKey> FromSeed(std::string_view seed);

  std::string Sign(std::string_view message) const;
  const std::string& public_bytes() const { return public_bytes_; }

 private:
  Ed25519PrivateKey() = default;
  std::string public_bytes_;
  std::unique_ptr<evp_pkey_st, KeyDeleter> key_;
};

}  // namespace reqledger::crypto
