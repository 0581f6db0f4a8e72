#include "tools/fetched_export.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/bundle/pack.h"
#include "ledger/bundle/unpack.h"
#include "ledger/bundle/verify_bundle.h"
#include "ledger/crypto/sha256.h"
#include "tools/daemon_client.h"
#include "tools/terminal.h"

namespace reqledger::tools {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;

// Removes what stands at its path when it goes, unless told to keep it.
class Scrap {
 public:
  explicit Scrap(std::string path) : path_(std::move(path)) {}
  ~Scrap() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scrap(const Scrap&) = delete;
  Scrap& operator=(const Scrap&) = delete;
  void Keep() { path_.clear(); }

 private:
  std::string path_;
};

constexpr std::uint64_t kMegabyte = 1'000'000;

// One line for what is being done with so many bytes.
std::function<void(std::uint64_t, std::uint64_t)> Shown(std::string what) {
  const auto progress = std::make_shared<std::optional<Progress>>();
  return [progress, what = std::move(what)](std::uint64_t done, std::uint64_t total) {
    if (!*progress) progress->emplace(Terminal::Of(STDERR_FILENO).is_terminal(), what, total);
    (*progress)->Update(done / kMegabyte, done);
  };
}

// Writes the archive to a new file at `path`, synced; returns its length. One that is unpacked
// again need not be small.
base::Result<std::uint64_t> Download(const HttpClient& http, const std::string& request,
                                     const std::string& path, bool stored) {
  ASSIGN_OR_RETURN(const base::FileDescriptor file,
                   base::OpenFile(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
  std::uint64_t bytes = 0;
  Progress progress(Terminal::Of(STDERR_FILENO).is_terminal(), "MB received", 0);
  ASSIGN_OR_RETURN(const HttpAnswer answer,
                   http.Send({.method = "POST",
                              .target = stored ? "/v1/exports?stored=1" : "/v1/exports",
                              .content_type = "application/json",
                              .body = request},
                             [&](std::string_view piece) -> base::Result<bool> {
                               RETURN_IF_ERROR(base::WriteAllAt(file.get(), piece, bytes));
                               bytes += piece.size();
                               progress.Update(bytes / kMegabyte, bytes);
                               return true;
                             }));
  if (answer.status / 100 != 2) return Fail(ErrorOfAnswer(answer));
  if (fsync(file.get()) != 0) return Fail(base::SystemError("sync " + path, errno));
  return bytes;
}

base::Result<void> Judge(const std::string& folder, std::string_view vkey, FetchedExport& fetched) {
  ASSIGN_OR_RETURN(const std::string core,
                   base::ReadFile(folder + "/data/core-sha256.txt", base::kSmallFileBytesMax));
  fetched.bundle_digest = crypto::ToHex(crypto::Sha256::Digest(core));
  bundle::VerifyOptions options;
  options.path = folder;
  ASSIGN_OR_RETURN(note::VerifierKey key, note::VerifierKey::Parse(vkey));
  options.pinned.push_back(std::move(key));
  ASSIGN_OR_RETURN(fetched.report,
                   bundle::VerifyBundle(
                       options, [shown = Shown("MB verified")](const bundle::VerifyProgress& now) {
                         shown(now.bytes_done, now.bytes_total);
                       }));
  return {};
}

bool IsZip(const std::string& out) { return out.ends_with(".zip"); }

// The name of the folder in an archive: its own without what says that it is one.
std::string RootOf(const std::string& out) {
  std::string name = fs::path(out).filename().string();
  for (const std::string_view ending : {".zip", ".tgz", ".tar.gz"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

base::Result<void> RenameToNew(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    return Fail(base::SystemError("rename " + from + " to " + to, errno));
  }
  const fs::path parent = fs::path(to).parent_path();
  return base::SyncFolder(parent.empty() ? "." : parent.string());
}

}  // namespace

base::Result<FetchedExport> FetchExport(const HttpClient& http, const ExportOrder& order) {
  std::error_code ec;
  const std::string& out = order.out;
  const std::string archive = out + ".download";
  const bool is_archive = bundle::IsArchiveName(out);
  const bool goes_as_it_comes = IsZip(out) && order.documents.empty();
  const std::string unpacked = is_archive ? out + ".unpacked" : out;
  const std::string packed = out + ".packed";
  for (const std::string& path : {out, ReceiptOf(out), archive, unpacked, packed}) {
    if (fs::exists(fs::symlink_status(path, ec))) {
      return Fail(Code::kConflict, path + " is there already; nothing was exported");
    }
  }
  Scrap scrap_archive(archive);
  FetchedExport fetched;
  ASSIGN_OR_RETURN(fetched.bytes, Download(http, order.request, archive, !goes_as_it_comes));
  RETURN_IF_ERROR(bundle::UnpackArchive(
      archive, unpacked, {.synced = !is_archive, .on_progress = Shown("MB unpacked")}));
  Scrap scrap_folder(unpacked);
  RETURN_IF_ERROR(AttachDocuments(order.documents, unpacked));
  RETURN_IF_ERROR(Judge(unpacked, order.vkey, fetched));
  ASSIGN_OR_RETURN(fetched.missing, MissingDocuments(unpacked));
  if (!is_archive) {
    scrap_folder.Keep();
    return fetched;
  }
  if (goes_as_it_comes) {
    RETURN_IF_ERROR(RenameToNew(archive, out));
    scrap_archive.Keep();
    return fetched;
  }
  Scrap scrap_packed(packed);
  RETURN_IF_ERROR(
      bundle::Pack({.folder = unpacked,
                    .root = RootOf(out),
                    .kind = IsZip(out) ? bundle::ArchiveKind::kZip : bundle::ArchiveKind::kTarGz},
                   packed));
  fetched.bytes = fs::file_size(packed, ec);
  RETURN_IF_ERROR(RenameToNew(packed, out));
  scrap_packed.Keep();
  return fetched;
}

}  // namespace reqledger::tools
