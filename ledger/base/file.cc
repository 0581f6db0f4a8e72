#include "ledger/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace reqledger::base {
namespace {

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// A new file beside `path` with its content on disk, under a name that nobody reads.
Result<std::string> WriteBeside(const std::string& path, std::string_view bytes, mode_t mode) {
  std::string beside = path + ".new";
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenFile(beside, O_WRONLY | O_CREAT | O_TRUNC, mode));
  // The mode of open() is cut by the umask, and a stray file keeps its old one.
  if (fchmod(file.get(), mode) != 0) return Fail(SystemError("chmod " + beside, errno));
  RETURN_IF_ERROR(WriteAllAt(file.get(), bytes, 0));
  if (fsync(file.get()) != 0) return Fail(SystemError("sync " + beside, errno));
  return beside;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Result<FileDescriptor> OpenFile(const std::string& path, int flags, mode_t mode) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, mode);
  if (fd >= 0) return FileDescriptor(fd);
  const int error = errno;
  if (error == ENOENT) return Fail(Code::kNotFound, "open " + path + ": no such file");
  return Fail(SystemError("open " + path, error));
}

Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max) {
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenFile(path, O_RDONLY, 0));
  std::string bytes;
  while (true) {
    constexpr std::size_t kChunk = 64 * 1024;
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kChunk);
    const ssize_t count = read(file.get(), bytes.data() + filled, kChunk);
    if (count < 0 && errno == EINTR) {
      bytes.resize(filled);
      continue;
    }
    if (count < 0) return Fail(SystemError("read " + path, errno));
    bytes.resize(filled + static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max) {
      return Fail(Code::kTooLarge,
                  "read " + path + ": over " + std::to_string(bytes_max) + " bytes");
    }
    if (count == 0) return bytes;
  }
}

Result<void> WriteAllAt(int fd, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(SystemError("write", errno));
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::size_t>(count);
  }
  return {};
}

Result<void> SyncFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenFile(folder, O_RDONLY | O_DIRECTORY, 0));
  if (fsync(file.get()) != 0) return Fail(SystemError("sync " + folder, errno));
  return {};
}

Result<void> RemoveFileDurably(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    return Fail(SystemError("remove " + path, errno));
  }
  return SyncFolder(std::filesystem::path(path).parent_path().string());
}

Result<void> WriteFileDurably(const std::string& path, std::string_view bytes, mode_t mode) {
  ASSIGN_OR_RETURN(const std::string beside, WriteBeside(path, bytes, mode));
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    return Fail(SystemError("rename " + beside + " to " + path, errno));
  }
  return SyncFolder(FolderOf(path));
}

Result<void> CreateFileDurably(const std::string& path, std::string_view bytes, mode_t mode) {
  ASSIGN_OR_RETURN(const std::string beside, WriteBeside(path, bytes, mode));
  if (link(beside.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(beside.c_str());
    if (error == EEXIST) return Fail(Code::kConflict, "create " + path + ": it is already there");
    return Fail(SystemError("create " + path, error));
  }
  unlink(beside.c_str());
  return SyncFolder(FolderOf(path));
}

}  // namespace reqledger::base
