// A crash leaves `folder.partial`, which the next run refuses to write over, and never half a
// folder under the name asked for.
#include "ledger/bundle/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string_view>

#include "ledger/base/file.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;

constexpr std::size_t kBlockBytes = 256 * 1024;
constexpr int kOtherFault = -1;  // libarchive's own, besides EILSEQ and EINVAL: no call failed

struct ReadDeleter {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, ReadDeleter>;

std::unexpected<base::Error> Unsafe(std::string why) {
  return Fail(base::Error{Code::kUntrusted,
                          "the archive is not safe to unpack: " + std::move(why),
                          {},
                          "archive.unsafe"});
}

// Half an archive, and what is none, is the archive's fault; all else that can go wrong is not.
std::unexpected<base::Error> ReadError(archive* reader) {
  const char* said = archive_error_string(reader);
  const std::string_view text(said == nullptr ? "no reason" : said);
  const int number = archive_errno(reader);
  const bool of_archive = number == EILSEQ || number == EINVAL || number == kOtherFault;
  return Fail(of_archive ? Code::kCorrupt : Code::kIo,
              "the archive cannot be read: " + std::string(text.substr(0, text.find('\n'))));
}

std::unexpected<base::Error> TooMany(std::size_t members_max) {
  return Fail(Code::kTooLarge,
              "the archive has more than " + std::to_string(members_max) + " files and folders");
}

// The reader takes in all of a zip's directory before it gives out the first member. Each row of
// it begins with these bytes, wherever it stands and whatever the end says of their number.
base::Result<void> CheckZipDirectory(const std::string& path, std::size_t members_max) {
  constexpr std::string_view kRow("PK\x01\x02", 4);
  ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY, 0));
  std::string block(kBlockBytes, '\0');
  std::size_t kept = 0;  // the end of the block before, which may hold the beginning of a row
  for (std::size_t rows = 0;;) {
    const ssize_t got = read(file.get(), block.data() + kept, block.size() - kept);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(base::SystemError("read " + path, errno));
    if (got == 0) return {};
    const std::string_view bytes(block.data(), kept + static_cast<std::size_t>(got));
    for (std::size_t at = bytes.find(kRow); at != std::string_view::npos;
         at = bytes.find(kRow, at + kRow.size())) {
      if (++rows > members_max) return TooMany(members_max);
    }
    kept = std::min(bytes.size(), kRow.size() - 1);
    std::copy_n(bytes.end() - static_cast<std::ptrdiff_t>(kept), kept, block.begin());
  }
}

base::Result<Reader> OpenReader(const std::string& path) {
  Reader reader(archive_read_new());
  archive_read_support_format_zip_seekable(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), kBlockBytes) != ARCHIVE_OK) {
    return ReadError(reader.get());
  }
  return reader;
}

class Unpacker {
 public:
  Unpacker(archive* reader, std::string folder, std::uint64_t archive_bytes,
           const UnpackOptions& options)
      : reader_(reader),
        folder_(std::move(folder)),
        archive_bytes_(archive_bytes),
        bytes_left_(archive_bytes * kUnpackRatioMax),
        options_(options) {}

  base::Result<void> Run();

 private:
  base::Result<void> TakeEntry(archive_entry* entry);
  base::Result<void> MakeFolders(const fs::path& path);
  base::Result<void> WriteFile(const std::string& path);

  archive* reader_;
  std::string folder_;
  const std::uint64_t archive_bytes_;
  std::uint64_t bytes_left_;
  const UnpackOptions options_;
  std::size_t members_ = 0;
  std::set<std::string> files_;
  std::set<std::string> folders_;  // below folder_, to be synced
};

base::Result<void> Unpacker::MakeFolders(const fs::path& path) {
  fs::path at = folder_;
  for (const fs::path& part : path) {
    at /= part;
    if (!folders_.insert(at.string()).second) continue;
    if (mkdir(at.c_str(), 0700) != 0) {
      return Unsafe("a folder has the name of a file, or of another folder");
    }
  }
  return {};
}

base::Result<void> Unpacker::WriteFile(const std::string& path) {
  ASSIGN_OR_RETURN(const base::FileDescriptor file,
                   base::OpenFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  std::string block(kBlockBytes, '\0');
  std::size_t offset = 0;
  for (;;) {
    const la_ssize_t got = archive_read_data(reader_, block.data(), block.size());
    if (got < 0) return ReadError(reader_);
    if (got == 0) break;
    const auto bytes = static_cast<std::size_t>(got);
    if (bytes > bytes_left_) return Fail(Code::kTooLarge, "the archive unpacks to too much");
    bytes_left_ -= bytes;
    RETURN_IF_ERROR(base::WriteAllAt(file.get(), std::string_view(block).substr(0, bytes), offset));
    offset += bytes;
    if (options_.on_progress) {
      const la_int64_t read = archive_filter_bytes(reader_, -1);
      options_.on_progress(static_cast<std::uint64_t>(read), archive_bytes_);
    }
  }
  if (options_.synced && fsync(file.get()) != 0)
    return Fail(base::SystemError("sync " + path, errno));
  return {};
}

base::Result<void> Unpacker::TakeEntry(archive_entry* entry) {
  if (++members_ > options_.members_max) return TooMany(options_.members_max);
  const char* name = archive_entry_pathname_utf8(entry);
  std::string path = name == nullptr ? "" : name;
  const bool is_folder = archive_entry_filetype(entry) == AE_IFDIR;
  if (is_folder && path.ends_with('/')) path.pop_back();
  if (!IsSafePath(path)) return Unsafe("a path leads out of the folder");
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr ||
      (!is_folder && archive_entry_filetype(entry) != AE_IFREG)) {
    return Unsafe("it holds something that is neither a file nor a folder");
  }
  if (is_folder) return {};  // made with the first file in it
  const std::size_t root = path.find('/');
  if (root == std::string::npos) return Unsafe("a file lies outside of the archive's one folder");
  path.erase(0, root + 1);
  if (!files_.insert(path).second) return Unsafe("a path occurs twice");
  RETURN_IF_ERROR(MakeFolders(fs::path(path).parent_path()));
  return WriteFile(folder_ + "/" + path);
}

base::Result<void> Unpacker::Run() {
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader_, &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) return ReadError(reader_);
    RETURN_IF_ERROR(TakeEntry(entry));
  }
  if (!options_.synced) return {};
  for (const std::string& folder : folders_) RETURN_IF_ERROR(base::SyncFolder(folder));
  return base::SyncFolder(folder_);
}

}  // namespace

bool IsArchiveName(std::string_view path) {
  return path.ends_with(".zip") || path.ends_with(".tar.gz") || path.ends_with(".tgz");
}

bool IsSafePath(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return false;
    start = end + 1;
  }
  return true;
}

base::Result<void> UnpackArchive(const std::string& archive, const std::string& folder,
                                 const UnpackOptions& options) {
  std::error_code ec;
  const std::uint64_t bytes = fs::file_size(archive, ec);
  if (ec) return Fail(Code::kIo, archive + " cannot be read: " + ec.message());
  RETURN_IF_ERROR(CheckZipDirectory(archive, options.members_max));
  ASSIGN_OR_RETURN(const Reader reader, OpenReader(archive));
  const std::string partial = folder + ".partial";
  if (mkdir(partial.c_str(), 0700) != 0) {
    return Fail(base::SystemError("make " + partial, errno));
  }
  auto done = Unpacker(reader.get(), partial, bytes, options).Run();
  if (!done) {
    fs::remove_all(partial, ec);
    return done;
  }
  // Not rename(2): that would replace an empty folder made in the meantime.
  if (renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, folder.c_str(), RENAME_NOREPLACE) != 0) {
    return Fail(base::SystemError("rename " + partial + " to " + folder, errno));
  }
  if (!options.synced) return {};
  const fs::path parent = fs::path(folder).parent_path();
  return base::SyncFolder(parent.empty() ? "." : parent.string());
}

}  // namespace reqledger::bundle
