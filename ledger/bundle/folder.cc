#include "ledger/bundle/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

namespace reqledger::bundle {
namespace {

using base::Code;
using base::Fail;
using base::FileDescriptor;

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// Without O_NONBLOCK the opening of a pipe would wait for a writer.
constexpr int kFileFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

base::Result<FileDescriptor> OpenAt(int fd, const std::string& name, int flags) {
  FileDescriptor opened(openat(fd, name.c_str(), flags));
  if (!opened.valid()) return Fail(base::SystemError("open " + name, errno));
  return opened;
}

}  // namespace

base::Result<Folder> Folder::Open(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    return Fail(errno == ENOENT ? base::Error{Code::kNotFound, path + ": not there", {}, {}}
                                : base::SystemError(path, errno));
  }
  if (!S_ISDIR(info.st_mode)) {
    return Fail(Code::kUnavailable,
                path + ": not a folder; this version reads no archives, so unpack it first");
  }
  Folder folder;
  folder.root_ = FileDescriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.root_.valid()) return Fail(base::SystemError("open " + path, errno));
  RETURN_IF_ERROR(folder.Walk(folder.root_.get(), "", 0));
  return folder;
}

base::Result<void> Folder::Walk(int fd, const std::string& prefix, int depth) {
  if (depth > kDepthMax) {
    over_limit_ = true;
    return {};
  }
  const int copy = openat(fd, ".", kFolderFlags);
  const std::unique_ptr<DIR, CloseDir> dir(copy < 0 ? nullptr : fdopendir(copy));
  if (dir == nullptr) return Fail(base::SystemError("read folder " + prefix, errno));
  for (;;) {
    errno = 0;
    const dirent* item = readdir(dir.get());
    if (item == nullptr) break;
    const std::string_view name(item->d_name);
    if (name == "." || name == "..") continue;
    if (++items_ > kItemsMax) {
      over_limit_ = true;
      return {};
    }
    RETURN_IF_ERROR(Take(fd, prefix, item->d_name, depth));
  }
  if (errno != 0) return Fail(base::SystemError("read folder " + prefix, errno));
  return {};
}

base::Result<void> Folder::Take(int fd, const std::string& prefix, const char* name, int depth) {
  struct stat info{};
  const std::string path = prefix + name;
  if (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return Fail(base::SystemError("look at " + path, errno));
  }
  if (S_ISREG(info.st_mode)) {
    files_.emplace(path, static_cast<std::uint64_t>(info.st_size));
  } else if (S_ISDIR(info.st_mode)) {
    ASSIGN_OR_RETURN(const FileDescriptor inner, OpenAt(fd, name, kFolderFlags));
    RETURN_IF_ERROR(Walk(inner.get(), path + "/", depth + 1));
  } else {
    unsafe_.push_back(path);
  }
  return {};
}

base::Result<FileDescriptor> Folder::OpenFile(const std::string& path) const {
  FileDescriptor folder;
  std::string_view rest = path;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    const int from = folder.valid() ? folder.get() : root_.get();
    ASSIGN_OR_RETURN(FileDescriptor next,
                     OpenAt(from, std::string(rest.substr(0, slash)), kFolderFlags));
    folder = std::move(next);
    rest.remove_prefix(slash + 1);
  }
  const int from = folder.valid() ? folder.get() : root_.get();
  ASSIGN_OR_RETURN(FileDescriptor file, OpenAt(from, std::string(rest), kFileFlags));
  struct stat info{};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return Fail(Code::kIo, path + ": changed while it was read");
  }
  return file;
}

base::Result<std::string> Folder::ReadWhole(const std::string& path, std::size_t bytes_max) const {
  const auto found = files_.find(path);
  if (found == files_.end() || found->second > bytes_max) return std::string();
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenFile(path));
  std::string bytes(static_cast<std::size_t>(found->second), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(base::SystemError("read " + path, errno));
    if (count == 0) return Fail(Code::kIo, path + ": became shorter while it was read");
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace reqledger::bundle
