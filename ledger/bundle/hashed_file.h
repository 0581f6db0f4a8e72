// A file read once from front to back and digested on the way.
//
// Errors: io.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "ledger/base/result.h"
#include "ledger/bundle/folder.h"
#include "ledger/crypto/file_digest.h"

namespace reqledger::bundle {

using crypto::FileDigest;
using DigestTable = std::map<std::string, FileDigest>;  // by path

class HashedFile {
 public:
  // Told of the bytes of each read.
  using OnBytes = std::function<void(std::uint64_t count)>;

  // A file that is not there reads as an empty one.
  static base::Result<HashedFile> Open(const Folder& folder, const std::string& path,
                                       OnBytes on_bytes = {});

  // Appends up to `count` bytes to `out`; false at the end of the file.
  base::Result<bool> Read(std::size_t count, std::string& out);
  // The digest of the whole, of which the rest is read now.
  base::Result<FileDigest> Finish();

 private:
  HashedFile() = default;

  std::string path_;
  base::FileDescriptor file_;
  OnBytes on_bytes_;
  crypto::Sha256 hash_;
  std::uint64_t bytes_ = 0;
};

}  // namespace reqledger::bundle
