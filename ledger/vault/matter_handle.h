// Names that reveal nothing: matters and identifiers as keyed hashes, for keys of rows.
//
// Trust: under the index key, which never lies beside the data. Without it a handle tells only
// whether two rows belong together.
#pragma once

#include <string_view>

#include "ledger/crypto/secret.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::vault {

using crypto::Hash;

// The first bytes of a handle, which is what keys and headers of rows carry.
inline constexpr std::size_t kHandlePrefixBytes = 16;

Hash MatterHandle(const crypto::SecretBytes& index_key, std::string_view matter);
Hash IdentifierHandle(const crypto::SecretBytes& index_key, std::string_view entity,
                      std::string_view id);

inline std::string_view HandlePrefix(const Hash& handle) {
  return handle.view().substr(0, kHandlePrefixBytes);
}

}  // namespace reqledger::vault
