#include "ledger/vault/matter_handle.h"

#include "ledger/crypto/mac.h"

namespace reqledger::vault {
namespace {

constexpr std::string_view kZero("\0", 1);

}  // namespace

Hash MatterHandle(const crypto::SecretBytes& index_key, std::string_view matter) {
  return crypto::Hmac(index_key.view(), {"reqledger/matter/v1", kZero, matter});
}

// Neither an entity nor an identifier has a zero byte, so the parts cannot run into each other.
Hash IdentifierHandle(const crypto::SecretBytes& index_key, std::string_view entity,
                      std::string_view id) {
  return crypto::Hmac(index_key.view(), {"reqledger/identifier/v1", kZero, entity, kZero, id});
}

}  // namespace reqledger::vault
