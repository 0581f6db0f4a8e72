// Files whole: read within a limit, written so that a crash leaves the old or the new one.
//
// Errors: not_found where the file is not there, too_large over the limit, io for all else.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::base {

Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max);

// Writes beside `path`, syncs, renames over it, syncs the folder.
// A crash before the rename leaves `path` as it was and perhaps a stray `path.new`, which the next
// write replaces.
Result<void> WriteFileDurably(const std::string& path, std::string_view bytes, mode_t mode);

// As WriteFileDurably, but refuses (conflict) a `path` that is there. The name appears only with
// its whole content.
Result<void> CreateFileDurably(const std::string& path, std::string_view bytes, mode_t mode);

// The file is gone, and stays gone after a crash. No error where there is none.
Result<void> RemoveFileDurably(const std::string& path);

// Makes the names in `folder` durable.
Result<void> SyncFolder(const std::string& folder);

// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Opens with O_CLOEXEC. Errors as above.
Result<FileDescriptor> OpenFile(const std::string& path, int flags, mode_t mode);

// Writes all of `bytes` at `offset` of the file, retrying short writes.
Result<void> WriteAllAt(int fd, std::string_view bytes, std::size_t offset);

}  // namespace reqledger::base
