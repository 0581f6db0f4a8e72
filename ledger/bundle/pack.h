// A bundle's folder as one .tar.gz, for systems and courts that take nothing else.
//
// Errors: io where something cannot be read or written, with what it is; what was written of the
// archive is then the caller's to remove. Limits: one buffer, whatever the size of a file. Source:
// POSIX.1-2001 pax interchange format; RFC 1952.
#pragma once

#include <string>

#include "ledger/base/result.h"

namespace reqledger::bundle {

// `archive` must not be there; it is there whole afterwards, synced. All lies in its folder `root`,
// in byte order of paths.
base::Result<void> PackTarGz(const std::string& folder, const std::string& root,
                             const std::string& archive);

}  // namespace reqledger::bundle
