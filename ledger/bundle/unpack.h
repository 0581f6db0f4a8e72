// An exported archive, .zip or .tar.gz, taken out into a folder, trusting nothing in it.
//
// Errors: untrusted, reason "archive.unsafe", for a link, a device, an absolute path, a `..` or a
// name twice; too_large over the limits; corrupt for half an archive, or none; io where it cannot
// be read or written.
// Limits: kUnpackMembersMax files and folders, kUnpackRatioMax times the archive's bytes; memory
// for what a zip's directory has of so many.
// Trust: the folder is this user's alone; whatever was written stays below it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "ledger/base/result.h"

namespace reqledger::bundle {

inline constexpr std::size_t kUnpackMembersMax = 100'000;  // documents of an export, each one file
inline constexpr std::uint64_t kUnpackRatioMax = 200;      // entries deflate about threefold

struct UnpackOptions {
  std::size_t members_max = kUnpackMembersMax;
  bool synced = true;  // not where the folder is gone before the program is
  // Told now and then how many of the archive's bytes were read, of how many.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = {};
};

// `folder` must not be there; it is there whole afterwards, or not at all. The one folder that an
// archive of ours has at its top is left out.
base::Result<void> UnpackArchive(const std::string& archive, const std::string& folder,
                                 const UnpackOptions& options = {});

// Whether a name is that of an archive: it ends in .zip, .tar.gz or .tgz.
bool IsArchiveName(std::string_view path);

// True for a relative path whose parts are neither empty nor "." nor "..".
bool IsSafePath(std::string_view path);

}  // namespace reqledger::bundle
