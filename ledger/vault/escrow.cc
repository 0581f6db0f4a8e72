#include "ledger/vault/escrow.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/base/file.h"
#include "ledger/crypto/cms.h"

namespace reqledger::vault {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kCertificateBytesMax = 64 * 1024;
constexpr std::string_view kPem = ".pem";
constexpr std::string_view kCms = ".cms";
constexpr std::string_view kKek = "kek.";

std::string FolderOf(const std::string& key_dir) { return key_dir + "/escrow"; }

bool IsName(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

// Names of the files of the folder with this ending; none where there is no folder.
Result<std::vector<std::string>> FilesOf(const std::string& key_dir, std::string_view ending) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator files(FolderOf(key_dir), error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    std::string name = files->path().filename().string();
    if (name.ends_with(ending)) names.push_back(std::move(name));
  }
  if (error) return Fail(Code::kIo, "look at " + FolderOf(key_dir) + ": " + error.message());
  std::ranges::sort(names);
  return names;
}

// Of `kek.N.NAME.cms`; nothing for another name.
std::optional<std::uint64_t> EpochOf(std::string_view name) {
  if (!name.starts_with(kKek)) return std::nullopt;
  name.remove_prefix(kKek.size());
  return base::ParseDecimal(name.substr(0, name.find('.')));
}

}  // namespace

Result<std::vector<EscrowCertificate>> ReadEscrowCertificates(
    const std::vector<std::string>& files) {
  std::vector<EscrowCertificate> certificates;
  const auto refuse = [](const std::string& file, const std::string& why) {
    return Fail(base::Error{
        Code::kInvalidArgument, "escrow certificate " + file + ": " + why, {}, "usage"});
  };
  for (const std::string& file : files) {
    std::string name = fs::path(file).stem().string();
    if (!IsName(name)) {
      return refuse(file, "its file's name is made of letters, digits, '.', '-' and '_'");
    }
    const auto same = [&](const EscrowCertificate& other) { return other.name == name; };
    if (std::ranges::any_of(certificates, same)) return refuse(file, "another has the same name");
    auto pem = base::ReadFile(file, kCertificateBytesMax);
    if (!pem) return refuse(file, pem.error().message);
    if (auto tried = crypto::EnvelopeFor(*pem, ""); !tried) {
      return refuse(file, tried.error().message);
    }
    certificates.push_back({std::move(name), *std::move(pem)});
  }
  return certificates;
}

Result<void> AddEscrow(const std::string& key_dir,
                       const std::vector<EscrowCertificate>& certificates) {
  if (certificates.empty()) return {};
  std::error_code error;
  fs::create_directory(FolderOf(key_dir), error);
  if (!error) fs::permissions(FolderOf(key_dir), fs::perms::owner_all, error);
  if (error) return Fail(Code::kIo, "make " + FolderOf(key_dir) + ": " + error.message());
  for (const EscrowCertificate& certificate : certificates) {
    RETURN_IF_ERROR(base::CreateFileDurably(
        FolderOf(key_dir) + "/" + certificate.name + std::string(kPem), certificate.pem, 0600));
  }
  return base::SyncFolder(key_dir);
}

Result<std::uint32_t> EscrowKey(const std::string& key_dir, const KeyEncryptionKey& key) {
  ASSIGN_OR_RETURN(const auto certificates, FilesOf(key_dir, kPem));
  const crypto::SecretBytes text = TextOf(key);
  for (const std::string& certificate : certificates) {
    const std::string path = FolderOf(key_dir) + "/" + certificate;
    ASSIGN_OR_RETURN(const std::string pem, base::ReadFile(path, kCertificateBytesMax));
    auto envelope = crypto::EnvelopeFor(pem, text.view());
    if (!envelope) return Fail(base::Wrap(path, std::move(envelope).error()));
    const std::string name = certificate.substr(0, certificate.size() - kPem.size());
    RETURN_IF_ERROR(base::WriteFileDurably(FolderOf(key_dir) + "/" + std::string(kKek) +
                                               std::to_string(key.epoch) + "." + name +
                                               std::string(kCms),
                                           *envelope, 0600));
  }
  return static_cast<std::uint32_t>(certificates.size());
}

Result<bool> HasEscrow(const std::string& key_dir) {
  ASSIGN_OR_RETURN(const auto envelopes, FilesOf(key_dir, kCms));
  return !envelopes.empty();
}

Result<void> RemoveEscrowsBefore(const std::string& key_dir, std::uint32_t epoch) {
  ASSIGN_OR_RETURN(const auto envelopes, FilesOf(key_dir, kCms));
  for (const std::string& envelope : envelopes) {
    const auto of = EpochOf(envelope);
    if (!of || *of >= epoch) continue;
    RETURN_IF_ERROR(base::RemoveFileDurably(FolderOf(key_dir) + "/" + envelope));
  }
  return {};
}

}  // namespace reqledger::vault
