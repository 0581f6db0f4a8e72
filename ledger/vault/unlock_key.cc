#include "ledger/vault/unlock_key.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "ledger/base/file.h"
#include "ledger/vault/key_encryption_key.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;

constexpr std::string_view kCredential = "/reqledger.unlock_key";

base::Result<void> CheckCredential(int fd, const std::string& path) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) return Fail(base::SystemError("stat " + path, errno));
  if ((status.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) == 0) return {};
  return Fail(Code::kPermissionDenied, "open " + path + ": others than the service have access");
}

base::Result<crypto::SecretBytes> Read(const UnlockKeyFile& file) {
  {
    ASSIGN_OR_RETURN(const base::FileDescriptor opened, base::OpenFile(file.path, O_RDONLY, 0));
    RETURN_IF_ERROR(file.is_credential ? CheckCredential(opened.get(), file.path)
                                       : CheckPrivate(opened.get(), file.path));
  }
  return ReadKeyText(file.path);
}

bool IsSamePath(const std::filesystem::path& one, const std::filesystem::path& other) {
  return one.lexically_normal() == other.lexically_normal();
}

}  // namespace

UnlockKeyFile FindUnlockKey(const std::string& given, const char* credentials_directory) {
  const std::string credential =
      credentials_directory == nullptr ? "" : credentials_directory + std::string(kCredential);
  if (!given.empty()) return {.path = given, .is_credential = IsSamePath(given, credential)};
  std::error_code error;
  const bool found = !credential.empty() && std::filesystem::exists(credential, error);
  // One that cannot be looked at is for LoadUnlockKey to refuse, not for anybody to do without.
  if (!found && !error) return {};
  return {.path = credential, .is_credential = true};
}

base::Result<crypto::SecretBytes> LoadUnlockKey(const UnlockKeyFile& file) {
  if (file.path.empty()) return crypto::SecretBytes();
  auto key = Read(file);
  if (key) return key;
  return Fail(base::Error{
      Code::kUnavailable, "the unlock key: " + key.error().message, {}, "unlock_key_file"});
}

}  // namespace reqledger::vault
