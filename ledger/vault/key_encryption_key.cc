#include "ledger/vault/key_encryption_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "ledger/base/encoding.h"
#include "ledger/base/file.h"
#include "ledger/crypto/random.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;

constexpr std::size_t kKeyBytes = 32;

std::string PathOf(const std::string& key_dir, std::uint32_t epoch) {
  return key_dir + "/kek." + std::to_string(epoch);
}

}  // namespace

base::Result<void> CheckPrivate(int fd, const std::string& path) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) return Fail(base::SystemError("stat " + path, errno));
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return Fail(Code::kPermissionDenied,
              "open " + path + ": others than its owner have access; chmod 600 it");
}

base::Result<KeyEncryptionKey> CreateKeyEncryptionKey(const std::string& key_dir,
                                                      std::uint32_t epoch) {
  std::string key = crypto::RandomBytes(kKeyBytes);
  KeyEncryptionKey made{epoch, crypto::SecretBytes(key)};
  crypto::Wipe(key);
  RETURN_IF_ERROR(base::CreateFileDurably(PathOf(key_dir, epoch), TextOf(made).view(), 0600));
  return made;
}

base::Result<KeyEncryptionKey> LoadKeyEncryptionKey(const std::string& key_dir,
                                                    std::uint32_t epoch) {
  const std::string path = PathOf(key_dir, epoch);
  {
    ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY, 0));
    RETURN_IF_ERROR(CheckPrivate(file.get(), path));
  }
  ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, 2 * kKeyBytes + 1));
  std::optional<std::string> key;
  if (text.ends_with('\n'))
    key = base::DecodeHex(std::string_view(text).substr(0, text.size() - 1));
  crypto::Wipe(text);
  if (!key || key->size() != kKeyBytes) {
    return Fail(Code::kCorrupt, "read " + path + ": not 64 lower-case hex digits and a line feed");
  }
  KeyEncryptionKey loaded{epoch, crypto::SecretBytes(*key)};
  crypto::Wipe(*key);
  return loaded;
}

crypto::SecretBytes TextOf(const KeyEncryptionKey& key) {
  std::string text = base::EncodeHex(key.key.view()) + "\n";
  crypto::SecretBytes secret(text);
  crypto::Wipe(text);
  return secret;
}

base::Result<std::uint32_t> DestroyKeysBefore(const std::string& key_dir, std::uint32_t epoch) {
  std::uint32_t destroyed = 0;
  for (std::uint32_t old = epoch - 1; old > 0; --old) {
    const std::string path = PathOf(key_dir, old);
    const auto file = base::OpenFile(path, O_WRONLY, 0);
    if (!file && file.error().code == Code::kNotFound) break;
    if (!file) return Fail(file.error());
    RETURN_IF_ERROR(base::WriteAllAt(file->get(), std::string(2 * kKeyBytes + 1, '0'), 0));
    if (fdatasync(file->get()) != 0) return Fail(base::SystemError("overwrite " + path, errno));
    RETURN_IF_ERROR(base::RemoveFileDurably(path));
    ++destroyed;
  }
  return destroyed;
}

}  // namespace reqledger::vault
