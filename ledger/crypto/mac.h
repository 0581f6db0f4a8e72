// HMAC-SHA-256: keyed lookup names, head authentication and salts from a row's seed.
//
// Source: RFC 2104, FIPS 198-1.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace reqledger::crypto {

// A keyed hash whose two pads are hashed once, so that many short messages under one key are cheap.
// Threads: one at a time.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  // The HMAC of the concatenation of `parts`.
  Hash Mac(std::initializer_list<std::string_view> parts);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Hash Hmac(std::string_view key, std::initializer_list<std::string_view> parts);

}  // namespace reqledger::crypto
