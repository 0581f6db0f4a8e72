// A key wrapped under another key, so that a table of keys may lie on disk.
//
// Units: 32-byte keys in, 40 bytes wrapped.
// Errors: untrusted where the wrapping key is another or a byte changed.
// Source: RFC 3394 (AES-256 key wrap).
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

namespace reqledger::crypto {

inline constexpr std::size_t kWrappedKeyBytes = 40;

std::string WrapKey(const SecretBytes& wrapping, const SecretBytes& key);
base::Result<SecretBytes> UnwrapKey(const SecretBytes& wrapping, std::string_view wrapped);

}  // namespace reqledger::crypto
