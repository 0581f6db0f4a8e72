#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/bundle/sink.h"

namespace reqledger::bundle {
namespace {

// Each block is handed from thread to thread and to the kernel by itself; libarchive's own are of
// 10 KiB.
constexpr int kBlockBytes = 256 * 1024;

class ZipSink final : public Sink {
 public:
  ZipSink(std::string root, base::Instant modified, WriteBytes write, Packing packing)
      : root_(std::move(root)),
        modified_(modified),
        write_(std::move(write)),
        archive_(archive_write_new()) {
    REQ_CHECK(archive_ != nullptr);
    REQ_CHECK(archive_write_set_format_zip(archive_.get()) == ARCHIVE_OK);
    // Sizes are not known beforehand; a deflated file says itself where it ends.
    const bool stored = packing == Packing::kStored;
    const char* const how =
        stored ? "zip:compression=store" : "zip:compression=deflate,zip:compression-level=1";
    REQ_CHECK(archive_write_set_options(archive_.get(), how) == ARCHIVE_OK);
    archive_write_set_bytes_per_block(archive_.get(), kBlockBytes);
    archive_write_set_bytes_in_last_block(archive_.get(), 1);
  }

  base::Result<void> Begin(const std::string& path) override {
    RETURN_IF_ERROR(OpenOnce());
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              &archive_entry_free);
    archive_entry_set_pathname(entry.get(), (root_ + "/" + path).c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), modified_.micros / 1'000'000, 0);
    return Check(archive_write_header(archive_.get(), entry.get()));
  }

  base::Result<void> Write(std::string_view bytes) override {
    const la_ssize_t count = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    return Check(count == static_cast<la_ssize_t>(bytes.size()) ? ARCHIVE_OK : ARCHIVE_FATAL);
  }

  base::Result<void> End() override { return Check(archive_write_finish_entry(archive_.get())); }

  base::Result<void> Finish() override {
    RETURN_IF_ERROR(OpenOnce());
    return Check(archive_write_close(archive_.get()));
  }

 private:
  struct ArchiveDeleter {
    void operator()(archive* handle) const { archive_write_free(handle); }
  };

  base::Result<void> OpenOnce() {
    if (opened_) return {};
    opened_ = true;
    return Check(archive_write_open(archive_.get(), this, nullptr, &ZipSink::OnBytes, nullptr));
  }

  static la_ssize_t OnBytes(archive* handle, void* self, const void* bytes, std::size_t count) {
    auto* const sink = static_cast<ZipSink*>(self);
    auto written = sink->write_({static_cast<const char*>(bytes), count});
    if (written) return static_cast<la_ssize_t>(count);
    sink->failure_ = std::move(written).error();
    archive_set_error(handle, EIO, "the destination refused");
    return -1;
  }

  base::Result<void> Check(int status) {
    if (status == ARCHIVE_OK) return {};
    if (failure_) return base::Fail(*failure_);
    const char* const text = archive_error_string(archive_.get());
    return base::Fail(base::Code::kIo,
                      std::string("write the archive: ") + (text != nullptr ? text : "failed"));
  }

  std::string root_;
  base::Instant modified_;
  WriteBytes write_;
  std::unique_ptr<archive, ArchiveDeleter> archive_;
  std::optional<base::Error> failure_;
  bool opened_ = false;
};

}  // namespace

std::unique_ptr<Sink> MakeZipSink(std::string root, base::Instant modified, WriteBytes write,
                                  Packing packing) {
  return std::make_unique<ZipSink>(std::move(root), modified, std::move(write), packing);
}

}  // namespace reqledger::bundle
