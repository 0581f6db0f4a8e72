// Copies of the key-encryption key in envelopes for certificates whose secret keys lie offline.
//
// In the key directory, `escrow/NAME.pem` is a certificate, and `escrow/kek.N.NAME.cms` the
// key-encryption key of epoch N for it: what `kek.N` holds, in CMS. Where there is no folder there
// is no escrow.
//
// Errors: invalid_argument for a certificate that is none, with its file; io.
// Trust: whoever has the secret key of a certificate and the key directory without kek.N has kek.N.
// Whoever can write the folder names who that is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/vault/key_encryption_key.h"

namespace reqledger::vault {

struct EscrowCertificate {
  std::string name;  // of letters, digits, '.', '-' and '_'
  std::string pem;
};

// Certificates by the names of their files, without folder and ending, each once; all of them can
// receive a key. Errors: a usage error (reason "usage") that names the file.
base::Result<std::vector<EscrowCertificate>> ReadEscrowCertificates(
    const std::vector<std::string>& files);

// Takes them in, before there is a key.
base::Result<void> AddEscrow(const std::string& key_dir,
                             const std::vector<EscrowCertificate>& certificates);

// Durable for all certificates when it returns; returns for how many.
base::Result<std::uint32_t> EscrowKey(const std::string& key_dir, const KeyEncryptionKey& key);

// Whether there are envelopes of any epoch.
base::Result<bool> HasEscrow(const std::string& key_dir);

// Removes the envelopes of all epochs below `epoch`.
base::Result<void> RemoveEscrowsBefore(const std::string& key_dir, std::uint32_t epoch);

}  // namespace reqledger::vault
