// A bundle's folder as one archive: .zip, or .tar.gz for systems and courts that take nothing else.
//
// Errors: io where something cannot be read or written, with what it is; what was written of the
// archive is then the caller's to remove. Limits: one buffer, whatever the size of a file. Source:
// POSIX.1-2001 pax interchange format; RFC 1952.
#pragma once

#include <string>

#include "ledger/base/result.h"

namespace reqledger::bundle {

enum class ArchiveKind { kZip, kTarGz };

struct Packing {
  std::string folder;  // what is packed
  std::string root;    // the folder in which all lies in the archive, in byte order of paths
  ArchiveKind kind = ArchiveKind::kZip;
};

// `archive` must not be there; it is there whole afterwards, synced.
base::Result<void> Pack(const Packing& packing, const std::string& archive);

}  // namespace reqledger::bundle
