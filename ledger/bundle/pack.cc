#include "ledger/bundle/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <set>

#include "ledger/base/check.h"
#include "ledger/base/file.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;

constexpr std::size_t kBlockBytes = 256 * 1024;

struct WriteDeleter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct EntryDeleter {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

base::Result<void> Check(archive* writer, la_ssize_t status) {
  if (status >= ARCHIVE_OK) return {};
  const char* const said = archive_error_string(writer);
  return Fail(Code::kIo, std::string("write the archive: ") + (said != nullptr ? said : "failed"));
}

base::Result<void> PackFile(archive* writer, const std::string& path, const std::string& name) {
  ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY | O_NOFOLLOW, 0));
  struct stat status{};
  if (fstat(file.get(), &status) != 0) return Fail(base::SystemError("stat " + path, errno));
  const std::unique_ptr<archive_entry, EntryDeleter> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  archive_entry_set_mtime(entry.get(), status.st_mtim.tv_sec, 0);
  archive_entry_set_size(entry.get(), status.st_size);
  RETURN_IF_ERROR(Check(writer, archive_write_header(writer, entry.get())));
  std::string block(kBlockBytes, '\0');
  for (;;) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(base::SystemError("read " + path, errno));
    if (got == 0) return {};
    RETURN_IF_ERROR(
        Check(writer, archive_write_data(writer, block.data(), static_cast<std::size_t>(got))));
  }
}

std::set<std::string> FilesOf(const fs::path& folder) {
  std::set<std::string> paths;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (item.is_regular_file()) paths.insert(item.path().lexically_relative(folder).string());
  }
  return paths;
}

void SetFormat(archive* writer, ArchiveKind kind) {
  if (kind == ArchiveKind::kZip) {
    REQ_CHECK(archive_write_set_format_zip(writer) == ARCHIVE_OK);
    return;
  }
  REQ_CHECK(archive_write_add_filter_gzip(writer) == ARCHIVE_OK);
  REQ_CHECK(archive_write_set_format_pax_restricted(writer) == ARCHIVE_OK);
  // Else the moment of packing would be in it.
  REQ_CHECK(archive_write_set_options(writer, "gzip:!timestamp") == ARCHIVE_OK);
}

}  // namespace

base::Result<void> Pack(const Packing& packing, const std::string& archive_path) {
  ASSIGN_OR_RETURN(const base::FileDescriptor file,
                   base::OpenFile(archive_path, O_WRONLY | O_CREAT | O_EXCL, 0600));
  const std::unique_ptr<archive, WriteDeleter> writer(archive_write_new());
  REQ_CHECK(writer != nullptr);
  SetFormat(writer.get(), packing.kind);
  RETURN_IF_ERROR(Check(writer.get(), archive_write_open_fd(writer.get(), file.get())));
  for (const std::string& path : FilesOf(packing.folder)) {
    std::string name = packing.root;
    name.append("/").append(path);
    RETURN_IF_ERROR(PackFile(writer.get(), (fs::path(packing.folder) / path).string(), name));
  }
  RETURN_IF_ERROR(Check(writer.get(), archive_write_close(writer.get())));
  if (fsync(file.get()) != 0) return Fail(base::SystemError("sync " + archive_path, errno));
  return {};
}

}  // namespace reqledger::bundle
