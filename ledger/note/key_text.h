// The text that verifier keys and signer keys have in common: name, id, type and key bytes.
//
// Errors: invalid_argument; no message quotes the text, which may be a secret.
// Source: C2SP signed-note.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/note/key.h"

namespace reqledger::note {

struct KeyText {
  std::string name;      // not yet checked
  std::uint32_t id = 0;  // not yet compared
  KeyType type = KeyType::kEd25519;
  crypto::SecretBytes bytes;
};

base::Result<KeyText> ParseKeyText(std::string_view text);

// The text of `key` with `bytes`, its public key or its seed.
std::string SerializeKeyText(const VerifierKey& key, std::string_view bytes);

}  // namespace reqledger::note
