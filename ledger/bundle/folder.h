// The regular files of a folder that somebody else made, found and opened without following a link.
//
// Errors: not_found where there is no such folder; unavailable where it is a file (an archive); io.
// Limits: kItemsMax files and folders, kDepthMax deep; what is beyond is left out and said so.
// Trust: nothing in it. Every component of a path is opened by itself, O_NOFOLLOW.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/base/file.h"
#include "ledger/base/result.h"

namespace reqledger::bundle {

class Folder {
 public:
  static constexpr std::size_t kItemsMax = 200'000;
  static constexpr int kDepthMax = 32;

  static base::Result<Folder> Open(const std::string& path);

  // Bytes by path, in byte order; '/' between parts.
  const std::map<std::string, std::uint64_t>& files() const { return files_; }
  // What is neither file nor folder.
  const std::vector<std::string>& unsafe() const { return unsafe_; }
  // Something was left out.
  bool over_limit() const { return over_limit_; }

  bool Has(const std::string& path) const { return files_.contains(path); }
  base::Result<base::FileDescriptor> OpenFile(const std::string& path) const;
  // All of a file, or nothing of one that is not there or has more than `bytes_max`.
  base::Result<std::string> ReadWhole(const std::string& path, std::size_t bytes_max) const;

 private:
  Folder() = default;
  base::Result<void> Walk(int fd, const std::string& prefix, int depth);
  base::Result<void> Take(int fd, const std::string& prefix, const char* name, int depth);

  base::FileDescriptor root_;
  std::map<std::string, std::uint64_t> files_;
  std::vector<std::string> unsafe_;
  std::size_t items_ = 0;
  bool over_limit_ = false;
};

}  // namespace reqledger::bundle
