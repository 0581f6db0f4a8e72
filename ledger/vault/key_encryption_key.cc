#include "ledger/vault/key_encryption_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "ledger/base/encoding.h"
#include "ledger/base/file.h"
#include "ledger/crypto/key_wrap.h"
#include "ledger/crypto/random.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;

constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kWrapped = "wrapped ";
constexpr std::size_t kFileBytesMax = kWrapped.size() + 2 * crypto::kWrappedKeyBytes + 1;

// What the text `wrapped …` of the file at `path` holds.
base::Result<crypto::SecretBytes> Unwrapped(const std::string& path, std::string_view text,
                                            const crypto::SecretBytes& unlock) {
  if (unlock.size() == 0) {
    return Fail(base::Error{Code::kUnavailable,
                            "read " + path + ": it lies under an unlock key, and none is given",
                            {},
                            "unlock_key_missing"});
  }
  if (!text.ends_with('\n')) return Fail(Code::kCorrupt, "read " + path + ": cut short");
  text.remove_prefix(kWrapped.size());
  const auto wrapped = base::DecodeHex(text.substr(0, text.size() - 1));
  if (!wrapped || wrapped->size() != crypto::kWrappedKeyBytes) {
    return Fail(Code::kCorrupt, "read " + path + ": not `wrapped`, 80 hex digits and a line feed");
  }
  auto key = crypto::UnwrapKey(unlock, *wrapped);
  if (key) return *std::move(key);
  return Fail(base::Error{
      Code::kUnavailable,
      "read " + path + ": it lies under another unlock key than the one given, or is damaged",
      {},
      "unlock_key_wrong"});
}

std::string WrappedText(const crypto::SecretBytes& key, const crypto::SecretBytes& unlock) {
  return std::string(kWrapped) + base::EncodeHex(crypto::WrapKey(unlock, key)) + "\n";
}

base::Result<void> Overwrite(const base::FileDescriptor& file, const std::string& path) {
  RETURN_IF_ERROR(base::WriteAllAt(file.get(), std::string(kFileBytesMax, '0'), 0));
  if (fdatasync(file.get()) != 0) return Fail(base::SystemError("overwrite " + path, errno));
  return {};
}

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
                                                      std::uint32_t epoch,
                                                      const crypto::SecretBytes& unlock) {
  std::string key = crypto::RandomBytes(kKeyBytes);
  KeyEncryptionKey made{epoch, crypto::SecretBytes(key), unlock.size() != 0};
  crypto::Wipe(key);
  if (made.wrapped) {
    RETURN_IF_ERROR(
        base::CreateFileDurably(PathOf(key_dir, epoch), WrappedText(made.key, unlock), 0600));
  } else {
    RETURN_IF_ERROR(base::CreateFileDurably(PathOf(key_dir, epoch), TextOf(made).view(), 0600));
  }
  return made;
}

base::Result<crypto::SecretBytes> ReadKeyText(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, kFileBytesMax));
  std::optional<std::string> key;
  if (text.ends_with('\n'))
    key = base::DecodeHex(std::string_view(text).substr(0, text.size() - 1));
  crypto::Wipe(text);
  if (!key || key->size() != kKeyBytes) {
    return Fail(Code::kCorrupt, "read " + path + ": not 64 lower-case hex digits and a line feed");
  }
  crypto::SecretBytes secret(*key);
  crypto::Wipe(*key);
  return secret;
}

base::Result<KeyEncryptionKey> LoadKeyEncryptionKey(const std::string& key_dir, std::uint32_t epoch,
                                                    const crypto::SecretBytes& unlock) {
  const std::string path = PathOf(key_dir, epoch);
  {
    ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY, 0));
    RETURN_IF_ERROR(CheckPrivate(file.get(), path));
  }
  ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, kFileBytesMax));
  const bool wrapped = text.starts_with(kWrapped);
  KeyEncryptionKey loaded{.epoch = epoch, .key = {}, .wrapped = wrapped};
  if (wrapped) {
    ASSIGN_OR_RETURN(loaded.key, Unwrapped(path, text, unlock));
    return loaded;
  }
  crypto::Wipe(text);
  ASSIGN_OR_RETURN(loaded.key, ReadKeyText(path));
  return loaded;
}

base::Result<void> PutUnderUnlockKey(const std::string& key_dir, const crypto::SecretBytes& unlock,
                                     KeyEncryptionKey& key) {
  const std::string path = PathOf(key_dir, key.epoch);
  ASSIGN_OR_RETURN(const base::FileDescriptor clear, base::OpenFile(path, O_WRONLY, 0));
  RETURN_IF_ERROR(base::WriteFileDurably(path, WrappedText(key.key, unlock), 0600));
  key.wrapped = true;
  return Overwrite(clear, path);
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
    RETURN_IF_ERROR(Overwrite(*file, path));
    RETURN_IF_ERROR(base::RemoveFileDurably(path));
    ++destroyed;
  }
  return destroyed;
}

}  // namespace reqledger::vault
