// The SHA-256 of a whole file.
//
// Errors: io, with the path.
// Limits: one buffer, whatever its size.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::crypto {

struct FileDigest {
  Hash sha256;
  std::uint64_t bytes = 0;
};

base::Result<FileDigest> DigestFile(const std::string& path);

}  // namespace reqledger::crypto
