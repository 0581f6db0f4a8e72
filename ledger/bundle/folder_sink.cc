#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/bundle/sink.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;

class FolderSink final : public Sink {
 public:
  explicit FolderSink(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}

  base::Result<void> Open() const {
    std::error_code error;
    if (fs::exists(fs::symlink_status(path_, error))) {
      return base::Fail(base::Code::kConflict, path_ + " is already there; nothing was exported");
    }
    fs::create_directory(partial_, error);
    if (error) return base::Fail(base::Code::kIo, "create " + partial_ + ": " + error.message());
    return {};
  }

  base::Result<void> Begin(const std::string& path) override {
    name_ = partial_ + "/" + path;
    offset_ = 0;
    std::error_code error;
    fs::create_directories(fs::path(name_).parent_path(), error);
    if (error) return base::Fail(base::Code::kIo, "create " + name_ + ": " + error.message());
    ASSIGN_OR_RETURN(file_, base::OpenFile(name_, O_WRONLY | O_CREAT | O_EXCL, 0600));
    return {};
  }

  base::Result<void> Write(std::string_view bytes) override {
    RETURN_IF_ERROR(base::WriteAllAt(file_.get(), bytes, offset_));
    offset_ += bytes.size();
    return {};
  }

  base::Result<void> End() override {
    if (fsync(file_.get()) != 0) return base::Fail(base::SystemError("sync " + name_, errno));
    file_ = base::FileDescriptor();
    return {};
  }

  base::Result<void> Finish() override {
    std::error_code error;
    for (const auto& item : fs::recursive_directory_iterator(partial_, error)) {
      if (item.is_directory()) RETURN_IF_ERROR(base::SyncFolder(item.path().string()));
    }
    RETURN_IF_ERROR(base::SyncFolder(partial_));
    if (!error) fs::rename(partial_, path_, error);
    if (error) return base::Fail(base::Code::kIo, "rename " + partial_ + ": " + error.message());
    const std::string parent = fs::path(path_).parent_path().string();
    return base::SyncFolder(parent.empty() ? "." : parent);
  }

 private:
  std::string path_;
  std::string partial_;
  std::string name_;
  std::size_t offset_ = 0;
  base::FileDescriptor file_;
};

}  // namespace

base::Result<std::unique_ptr<Sink>> OpenFolderSink(const std::string& path) {
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.pop_back();
  auto sink = std::make_unique<FolderSink>(std::move(trimmed));
  RETURN_IF_ERROR(sink->Open());
  return sink;
}

}  // namespace reqledger::bundle
