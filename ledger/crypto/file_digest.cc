#include "ledger/crypto/file_digest.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "ledger/base/file.h"

namespace reqledger::crypto {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;

}  // namespace

base::Result<FileDigest> DigestFile(const std::string& path) {
  ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY, 0));
  Sha256 hasher;
  FileDigest digest;
  std::string block(kBlockBytes, '\0');
  for (;;) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::Fail(base::SystemError(path + " cannot be read", errno));
    if (got == 0) break;
    hasher.Update(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    digest.bytes += static_cast<std::uint64_t>(got);
  }
  digest.sha256 = hasher.Finish();
  return digest;
}

}  // namespace reqledger::crypto
