#include "ledger/store/read_lock.h"

#include <fcntl.h>

namespace reqledger::store {

base::Error HeldByAnother(const std::string& path) {
  return base::Error{
      base::Code::kUnavailable, "open database " + path + ": another process has it open", {}, {}};
}

base::Result<base::FileDescriptor> LockForReading(const std::string& path) {
  auto file = base::OpenFile(path + "/LOCK", O_RDONLY, 0);
  if (!file && file.error().code == base::Code::kNotFound) return base::FileDescriptor();
  if (!file) return file;
  struct flock lock = {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  if (fcntl(file->get(), F_OFD_SETLK, &lock) != 0) return base::Fail(HeldByAnother(path));
  return file;
}

}  // namespace reqledger::store
