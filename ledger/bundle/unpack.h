// An exported archive, .zip or .tar.gz, taken out into a folder, trusting nothing in it.
//
// Errors: untrusted, reason "archive.unsafe", for a link, a device, an absolute path, a `..` or a
// name twice; too_large over the limits; io where it cannot be read or written.
// Limits: kUnpackFilesMax files, kUnpackRatioMax times the archive's bytes.
// Trust: the folder is this user's alone; whatever was written stays below it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "ledger/base/result.h"

namespace reqledger::bundle {

inline constexpr std::size_t kUnpackFilesMax = 100'000;  // documents of an export, each one file
inline constexpr std::uint64_t kUnpackRatioMax = 200;    // entries deflate about threefold

// `folder` must not be there; it is there whole afterwards, synced, or not at all. The one folder
// that an archive of ours has at its top is left out.
base::Result<void> UnpackArchive(const std::string& archive, const std::string& folder,
                                 std::size_t files_max = kUnpackFilesMax);

// Whether a name is that of an archive: it ends in .zip, .tar.gz or .tgz.
bool IsArchiveName(std::string_view path);

// True for a relative path whose parts are neither empty nor "." nor "..".
bool IsSafePath(std::string_view path);

}  // namespace reqledger::bundle
