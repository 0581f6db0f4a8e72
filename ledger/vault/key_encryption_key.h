// The key that wraps all others, one file an epoch: `kek.1`, `kek.2` … in the key directory.
//
// Errors: not_found; permission_denied where group or others may read the file; corrupt for a file
// that is not 64 lower-case hex digits and LF; conflict where an epoch is to be created twice.
// Trust: whoever has this file and the key table reads every sealed value. Mode 0600.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

namespace reqledger::vault {

struct KeyEncryptionKey {
  std::uint32_t epoch = 0;
  crypto::SecretBytes key;
};

base::Result<KeyEncryptionKey> CreateKeyEncryptionKey(const std::string& key_dir,
                                                      std::uint32_t epoch);
base::Result<KeyEncryptionKey> LoadKeyEncryptionKey(const std::string& key_dir,
                                                    std::uint32_t epoch);

// What the file holds: 64 lower-case hex digits and LF.
crypto::SecretBytes TextOf(const KeyEncryptionKey& key);

// Overwrites and removes the keys of all epochs below `epoch` that are there, from the highest down
// to the first that is missing; returns how many. What the file system or the disk keep of
// overwritten bytes is not in our hands.
base::Result<std::uint32_t> DestroyKeysBefore(const std::string& key_dir, std::uint32_t epoch);

// Refuses (permission_denied) an open file that anyone but its owner may read or write. `path` is
// for the message.
base::Result<void> CheckPrivate(int fd, const std::string& path);

}  // namespace reqledger::vault
