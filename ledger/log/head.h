// The head row: which tree the database holds, in the ledger's own word.
//
// Errors: corrupt for other bytes, untrusted where the HMAC or the origin is another's.
// Source: docs/formats.md section 9.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

std::string SerializeHead(const merkle::TreeHead& head, const vault::Vault& vault);
base::Result<merkle::TreeHead> OpenHead(std::string_view bytes, const vault::Vault& vault);

// What the row says, without a key to authenticate it: for a verifier that was given none.
struct UnauthenticHead {
  merkle::TreeHead tree;
  std::string origin;
};
base::Result<UnauthenticHead> ParseHead(std::string_view bytes);

}  // namespace reqledger::log
