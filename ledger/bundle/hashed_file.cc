#include "ledger/bundle/hashed_file.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace reqledger::bundle {

base::Result<HashedFile> HashedFile::Open(const Folder& folder, const std::string& path,
                                          OnBytes on_bytes) {
  HashedFile file;
  file.path_ = path;
  file.on_bytes_ = std::move(on_bytes);
  if (folder.Has(path)) {
    ASSIGN_OR_RETURN(file.file_, folder.OpenFile(path));
  }
  return file;
}

base::Result<bool> HashedFile::Read(std::size_t count, std::string& out) {
  if (!file_.valid()) return false;
  const std::size_t before = out.size();
  int failure = 0;
  out.resize_and_overwrite(before + count, [&](char* data, std::size_t) {
    for (;;) {
      const ssize_t got = read(file_.get(), data + before, count);
      if (got >= 0) return before + static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      failure = errno;
      return before;
    }
  });
  if (failure != 0) return base::Fail(base::SystemError("read " + path_, failure));
  const std::size_t got = out.size() - before;
  hash_.Update(std::string_view(out).substr(before));
  bytes_ += got;
  if (on_bytes_) on_bytes_(got);
  return got > 0;
}

base::Result<FileDigest> HashedFile::Finish() {
  constexpr std::size_t kBlock = 256 * 1024;
  std::string block;
  for (;;) {
    block.clear();
    ASSIGN_OR_RETURN(const bool more, Read(kBlock, block));
    if (!more) break;
  }
  return FileDigest{hash_.Finish(), bytes_};
}

}  // namespace reqledger::bundle
