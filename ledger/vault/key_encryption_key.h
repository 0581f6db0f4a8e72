// The key that wraps all others, one file an epoch: `kek.1`, `kek.2` … in the key directory.
//
// A file is 64 lower-case hex digits and LF; or, under an unlock key (unlock_key.h), `wrapped `, 80
// digits and LF.
//
// Errors: not_found; permission_denied where group or others may read the file; corrupt for another
// form; unavailable, reasons "unlock_key_missing" and "unlock_key_wrong"; conflict where an epoch
// is to be created twice.
// Trust: whoever has this file, the unlock key where it is wrapped, and the key table reads every
// sealed value. Mode 0600.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

namespace reqledger::vault {

struct KeyEncryptionKey {
  std::uint32_t epoch = 0;
  crypto::SecretBytes key;
  bool wrapped = false;  // in its file
};

// `unlock` is empty where there is no unlock key: then the file is in the clear. A file in the
// clear is read whether there is one or not.
base::Result<KeyEncryptionKey> CreateKeyEncryptionKey(const std::string& key_dir,
                                                      std::uint32_t epoch,
                                                      const crypto::SecretBytes& unlock = {});
base::Result<KeyEncryptionKey> LoadKeyEncryptionKey(const std::string& key_dir, std::uint32_t epoch,
                                                    const crypto::SecretBytes& unlock = {});

// Puts the file of `key`, which lies in the clear, under `unlock`: the same key, so that whatever
// is wrapped under it still opens. A crash leaves one file or the other, whole; one that comes
// before the clear bytes are overwritten leaves them in blocks that no file has any more.
base::Result<void> PutUnderUnlockKey(const std::string& key_dir, const crypto::SecretBytes& unlock,
                                     KeyEncryptionKey& key);

// A key in the clear: 64 lower-case hex digits and LF.
crypto::SecretBytes TextOf(const KeyEncryptionKey& key);

// The key in a file of that form; the caller looks at who may read it. Errors: corrupt, io.
base::Result<crypto::SecretBytes> ReadKeyText(const std::string& path);

// Overwrites and removes the keys of all epochs below `epoch` that are there, from the highest down
// to the first that is missing; returns how many. What the file system or the disk keep of
// overwritten bytes is not in our hands.
base::Result<std::uint32_t> DestroyKeysBefore(const std::string& key_dir, std::uint32_t epoch);

// Refuses (permission_denied) an open file that anyone but its owner may read or write. `path` is
// for the message.
base::Result<void> CheckPrivate(int fd, const std::string& path);

}  // namespace reqledger::vault
