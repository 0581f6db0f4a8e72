// AES-256-GCM with a random nonce in front of the ciphertext.
//
// Units: sealed = nonce (12) ‖ ciphertext ‖ tag (16).
// Errors: untrusted where key, associated data or bytes do not agree.
// Source: NIST SP 800-38D.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::crypto {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;

std::string AeadSeal(std::string_view key, std::string_view associated, std::string_view plain);
base::Result<std::string> AeadOpen(std::string_view key, std::string_view associated,
                                   std::string_view sealed);

}  // namespace reqledger::crypto
