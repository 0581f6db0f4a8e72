// The unlock key: a key outside the key directory under which key-encryption keys lie wrapped, so
// that the key directory alone opens nothing.
//
// Units: a file of 64 lower-case hex digits and LF.
// Errors: unavailable, reason "unlock_key_file": it is missing, open to others, or of another form.
// Trust: whoever has it and the key directory reads every sealed value. It is never written here.
// Source: docs/keys.md; docs/decisions/unlock-key.md.
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

namespace reqledger::vault {

struct UnlockKeyFile {
  std::string path = {};  // empty: there is none
  // It lies in a folder of systemd's, which nobody else can enter: the access list that lets the
  // service read shows as rights of the group.
  bool is_credential = false;
};

// `given`, or else the credential `reqledger.unlock_key` in `credentials_directory` (may be null)
// where that is there.
UnlockKeyFile FindUnlockKey(const std::string& given, const char* credentials_directory);

// Empty where there is no file to read.
base::Result<crypto::SecretBytes> LoadUnlockKey(const UnlockKeyFile& file);

}  // namespace reqledger::vault
