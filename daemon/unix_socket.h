// The daemon's listening Unix socket and its name in the file system.
//
// Errors: conflict where something other than a socket has the name, or a living process listens
// on it; invalid_argument for a path that the kernel has no room for, `.new` behind it included;
// io. Trust: whoever may open the socket may ask; the name is never there with a wider mode than
// 0660.
#pragma once

#include <sys/types.h>

#include <string>

#include "daemon/http.h"
#include "ledger/base/file.h"
#include "ledger/base/result.h"

namespace reqledger::daemon {

class UnixListener {
 public:
  // Replaces the socket of a dead process. Changes the process's umask for a moment.
  static base::Result<UnixListener> Listen(const std::string& path);
  ~UnixListener();  // removes the name, unless another process has taken it
  UnixListener(UnixListener&&) noexcept = default;
  UnixListener& operator=(UnixListener&&) = delete;

  int fd() const { return fd_.get(); }

 private:
  UnixListener(base::FileDescriptor fd, std::string path, ino_t inode)
      : fd_(std::move(fd)), path_(std::move(path)), inode_(inode) {}

  base::FileDescriptor fd_;
  std::string path_;
  ino_t inode_;
};

// The user on the other side of a connected Unix socket, with the groups that it had when it
// connected.
base::Result<Peer> PeerOn(int fd);

}  // namespace reqledger::daemon
