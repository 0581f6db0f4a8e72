#include "daemon/snapshots.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "ledger/base/encoding.h"
#include "ledger/crypto/random.h"

namespace reqledger::daemon {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kIdBytes = 8;

bool IsId(std::string_view text) {
  return text.size() == 2 * kIdBytes && base::DecodeHex(text).has_value();
}

Result<void> Check(const std::error_code& error, std::string_view what) {
  if (!error) return {};
  return Fail(Code::kIo, std::string(what) + ": " + error.message());
}

}  // namespace

Snapshots::Snapshots(const store::Store& store, std::string data_dir)
    : store_(store), data_dir_(std::move(data_dir)), folder_(data_dir_ + "/snapshots") {}

Result<Snapshot> Snapshots::Create() {
  const base::MutexLock lock(mutex_);
  ASSIGN_OR_RETURN(const std::size_t count, Count());
  if (count >= kSnapshotsMax) {
    return Fail(Code::kExhausted, "there are " + std::to_string(count) +
                                      " snapshots already: none was made; delete one first");
  }
  Snapshot snapshot;
  snapshot.id = base::EncodeHex(crypto::RandomBytes(kIdBytes));
  snapshot.path = folder_ + "/" + snapshot.id;
  std::error_code error;
  fs::create_directories(snapshot.path, error);
  RETURN_IF_ERROR(Check(error, "making the snapshot's folder"));
  if (auto filled = Fill(snapshot.path); !filled) {
    fs::remove_all(snapshot.path, error);
    return Fail(std::move(filled).error());
  }
  return snapshot;
}

Result<std::size_t> Snapshots::Count() const {
  std::error_code error;
  fs::directory_iterator entries(folder_, error);
  if (error == std::errc::no_such_file_or_directory) return std::size_t{0};
  RETURN_IF_ERROR(Check(error, "looking at the snapshots"));
  return static_cast<std::size_t>(std::distance(fs::begin(entries), fs::end(entries)));
}

// Schemas and rules after the database: files are only ever added, so every entry finds its own.
Result<void> Snapshots::Fill(const std::string& path) const {
  RETURN_IF_ERROR(store_.Snapshot(path + "/db"));
  for (const char* const folder : {"/schemas", "/rules"}) {
    std::error_code error;
    fs::create_directory(path + folder, error);
    RETURN_IF_ERROR(Check(error, "making a folder of the snapshot"));
    fs::directory_iterator files(data_dir_ + folder, error);
    for (; !error && files != fs::directory_iterator(); files.increment(error)) {
      fs::create_hard_link(files->path(), path + folder + "/" + files->path().filename().string(),
                           error);
      if (error) break;
    }
    RETURN_IF_ERROR(Check(error, "linking the snapshot's schemas and rules"));
  }
  return {};
}

Result<void> Snapshots::Remove(std::string_view id) {
  const base::MutexLock lock(mutex_);
  std::error_code error;
  const std::string path = folder_ + "/" + std::string(id);
  if (!IsId(id) || !fs::exists(path, error)) return Fail(Code::kNotFound, "no such snapshot");
  fs::remove_all(path, error);
  return Check(error, "removing the snapshot");
}

Result<void> Snapshots::RemoveAll() {
  const base::MutexLock lock(mutex_);
  std::error_code error;
  fs::remove_all(folder_, error);
  return Check(error, "removing the snapshots of an earlier run");
}

}  // namespace reqledger::daemon
