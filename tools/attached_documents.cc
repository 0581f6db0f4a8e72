#include "tools/attached_documents.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/bundle/documents.h"
#include "ledger/crypto/file_digest.h"
#include "ledger/log/disclosure_line.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;

constexpr std::size_t kDigestColumns = 66;  // 64 digits and two spaces

// Name under documents/ of each document that core-sha256.txt lists.
base::Result<std::map<crypto::Hash, std::string>> ListedIn(const std::string& bundle) {
  constexpr std::string_view kPrefix = "documents/";
  ASSIGN_OR_RETURN(const std::string core,
                   base::ReadFile(bundle + "/data/core-sha256.txt", base::kSmallFileBytesMax));
  std::map<crypto::Hash, std::string> listed;
  for (std::string_view rest = core; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.size() <= kDigestColumns) continue;
    const std::string_view path = line.substr(kDigestColumns);
    if (!path.starts_with(kPrefix)) continue;
    const std::string_view name = path.substr(kPrefix.size());
    if (const auto digest = bundle::DigestInFileName(name)) listed.emplace(*digest, name);
  }
  return listed;
}

}  // namespace

base::Result<DocumentFiles> ReadDocumentFolder(const std::string& folder) {
  DocumentFiles files;
  std::error_code ec;
  fs::directory_iterator item(folder, ec);
  if (ec) return FailUsage("--documents cannot be '" + folder + "': " + ec.message());
  for (; item != fs::directory_iterator(); item.increment(ec)) {
    const std::string path = item->path().string();
    if (!fs::is_regular_file(item->symlink_status(ec))) {
      return FailUsage("--documents: " + path + " is no plain file; nothing was exported");
    }
    ASSIGN_OR_RETURN(const crypto::FileDigest digest, crypto::DigestFile(path));
    files.emplace(digest.sha256, path);
    if (files.size() > kDocumentsMax) {
      return FailUsage("--documents takes at most " + std::to_string(kDocumentsMax) + " files");
    }
  }
  if (files.empty()) return FailUsage("--documents: there is no file in '" + folder + "'");
  return files;
}

base::Result<void> AttachDocuments(const DocumentFiles& files, const std::string& bundle) {
  ASSIGN_OR_RETURN(const auto listed, ListedIn(bundle));
  if (listed.empty()) return {};
  const fs::path to = fs::path(bundle) / bundle::kDocumentsFolder;
  std::error_code ec;
  fs::create_directories(to, ec);
  fs::permissions(to, fs::perms::owner_all, ec);
  for (const auto& [digest, name] : listed) {
    const auto file = files.find(digest);
    if (file == files.end()) {
      return Fail(Code::kIo, "the bundle lists a document that was not asked for: " + name);
    }
    const std::string copy = (to / name).string();
    fs::copy_file(file->second, copy, ec);
    if (ec) return Fail(Code::kIo, "copy " + file->second + ": " + ec.message());
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, ec);
    ASSIGN_OR_RETURN(const crypto::FileDigest copied, crypto::DigestFile(copy));
    if (copied.sha256 == digest) continue;
    return Fail(Code::kConflict, file->second + " changed while the bundle was made");
  }
  return base::SyncFolder(to.string());
}

base::Result<std::vector<std::string>> MissingDocuments(const std::string& bundle) {
  ASSIGN_OR_RETURN(const auto listed, ListedIn(bundle));
  std::ifstream lines(bundle + "/data/disclosures.jsonl");
  if (!lines) return Fail(Code::kIo, "data/disclosures.jsonl cannot be read");
  std::set<crypto::Hash> missing;
  for (std::string text; std::getline(lines, text);) {
    const auto line = log::ReadDisclosureLine(text);
    if (!line) continue;
    for (const log::OpenedItem& item : line->disclosures) {
      if (item.name != bundle::kDocumentsMember) continue;
      for (const bundle::NamedDocument& document : bundle::DocumentsNamedIn(item.value)) {
        if (!listed.contains(document.sha256)) missing.insert(document.sha256);
      }
    }
  }
  std::vector<std::string> digests;
  digests.reserve(missing.size());
  for (const crypto::Hash& digest : missing) digests.push_back(crypto::ToHex(digest));
  return digests;
}

}  // namespace reqledger::tools
