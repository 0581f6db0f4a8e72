#include "daemon/unix_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "ledger/base/check.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::FileDescriptor;
using base::Result;
using base::SystemError;

constexpr mode_t kSocketMode = 0660;
constexpr int kBacklog = 1024;
constexpr std::size_t kGroupsUsual = 32;
constexpr std::string_view kMakingSuffix = ".new";
constexpr std::size_t kPathBytesMax = sizeof(sockaddr_un::sun_path) - 1 - kMakingSuffix.size();
static_assert(kPathBytesMax == 103);  // what --help and the refusal say

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQ_CHECK(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Result<FileDescriptor> NewSocket() {
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return Fail(SystemError("making a Unix socket", errno));
  return fd;
}

// That nobody listens at `path`: nothing is there, or the socket of a process that is gone.
Result<void> CheckFree(const std::string& path, const sockaddr_un& address) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return Fail(SystemError("looking at socket " + path, errno));
  }
  if (!S_ISSOCK(status.st_mode)) {
    return Fail(Code::kConflict, path +
                                     " is there and is no socket: it was left as it is; "
                                     "move it away or name another --socket");
  }
  ASSIGN_OR_RETURN(const FileDescriptor probe, NewSocket());
  if (::connect(probe.get(), Generic(address), sizeof address) == 0) {
    return Fail(Code::kConflict, "a running process listens on " + path +
                                     ": it was left alone; stop it or name another --socket");
  }
  if (errno == ECONNREFUSED || errno == ENOENT) return {};
  return Fail(SystemError("asking who listens on " + path, errno));
}

}  // namespace

Result<UnixListener> UnixListener::Listen(const std::string& path) {
  if (path.empty() || path.size() > kPathBytesMax) {
    return Fail(Code::kInvalidArgument, "socket path " + path +
                                            ": the daemon's socket has a path of 1 to 103 bytes; "
                                            "choose a shorter one");
  }
  const sockaddr_un address = AddressOf(path);
  RETURN_IF_ERROR(CheckFree(path, address));
  const std::string making = path + std::string(kMakingSuffix);
  const sockaddr_un making_address = AddressOf(making);
  ASSIGN_OR_RETURN(FileDescriptor fd, NewSocket());

  // Closed to all others until it is ready, then moved over whatever dead name is there.
  ::unlink(making.c_str());
  const mode_t old_mask = ::umask(0177);
  const int bound = ::bind(fd.get(), Generic(making_address), sizeof making_address);
  const int bind_errno = errno;
  ::umask(old_mask);
  if (bound != 0) return Fail(SystemError("making socket " + path, bind_errno));
  struct stat status{};
  if (::listen(fd.get(), kBacklog) != 0 || ::chmod(making.c_str(), kSocketMode) != 0 ||
      ::stat(making.c_str(), &status) != 0 || ::rename(making.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(making.c_str());
    return Fail(SystemError("making socket " + path, error));
  }
  return UnixListener(std::move(fd), path, status.st_ino);
}

UnixListener::~UnixListener() {
  struct stat status{};
  if (!fd_.valid() || ::lstat(path_.c_str(), &status) != 0) return;
  if (status.st_ino == inode_) ::unlink(path_.c_str());
}

Result<Peer> PeerOn(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Fail(SystemError("asking who is on the socket", errno));
  }
  Peer peer{.uid = credentials.uid, .groups = {credentials.gid}, .certificate = {}};
  std::vector<gid_t> groups(kGroupsUsual);
  size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
  int asked = ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
  if (asked != 0 && errno == ERANGE) {  // `size` says how many there are
    groups.resize(size / sizeof(gid_t));
    asked = ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
  }
  if (asked != 0) {
    return Fail(SystemError("asking for the groups of who is on the socket", errno));
  }
  groups.resize(size / sizeof(gid_t));
  peer.groups.insert(peer.groups.end(), groups.begin(), groups.end());
  return peer;
}

}  // namespace reqledger::daemon
