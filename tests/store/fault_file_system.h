// A file system for RocksDB whose k-th write, sync or rename fails, and that knows what was synced.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace reqledger::store {

enum class Fault {
  kOnce,        // the call fails and does nothing
  kShort,       // an append puts half its bytes down and fails; any other call as kOnce
  kFromThenOn,  // the call and every later one fails, as on a full or dying disk
};

// Counts the calls that change something, says which of them fail, and notes what was synced.
// Threads: any; RocksDB calls from its own.
class FaultPlan {
 public:
  // The `call`-th from now on fails, counted from 1.
  void Arm(int call, Fault fault) {
    const std::scoped_lock lock(mutex_);
    left_ = call;
    fault_ = fault;
    fired_ = false;
  }
  void Disarm() {
    const std::scoped_lock lock(mutex_);
    left_ = 0;
  }
  bool fired() const {
    const std::scoped_lock lock(mutex_);
    return fired_;
  }
  bool cuts_short() const {
    const std::scoped_lock lock(mutex_);
    return fault_ == Fault::kShort;
  }

  // True where the call that now comes is to fail.
  bool Fails() {
    const std::scoped_lock lock(mutex_);
    if (left_ == 0) return false;
    --left_;
    if (left_ > 0) return false;
    fired_ = true;
    if (fault_ == Fault::kFromThenOn) left_ = 1;
    return true;
  }

  void Synced(const std::string& path, std::uint64_t size) {
    const std::scoped_lock lock(mutex_);
    synced_[path] = size;
  }
  std::map<std::string, std::uint64_t> synced() const {
    const std::scoped_lock lock(mutex_);
    return synced_;
  }

 private:
  mutable std::mutex mutex_;
  int left_ = 0;  // 0: none fails
  Fault fault_ = Fault::kOnce;
  bool fired_ = false;
  std::map<std::string, std::uint64_t> synced_;
};

inline rocksdb::IOStatus Injected() { return rocksdb::IOStatus::IOError("injected"); }

class FaultFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, FaultPlan& plan)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), plan_(plan) {
    plan_.Synced(path_, 0);
  }

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    if (!plan_.Fails()) return target()->Append(data, options, debug);
    if (plan_.cuts_short()) {
      (void)target()->Append({data.data(), data.size() / 2}, options, debug);
    }
    return Injected();
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  rocksdb::IOStatus Truncate(std::uint64_t size, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
    return plan_.Fails() ? Injected() : target()->Truncate(size, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    if (plan_.Fails()) return Injected();
    const rocksdb::IOStatus status = target()->Sync(options, debug);
    plan_.Synced(path_, target()->GetFileSize(options, debug));
    return status;
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  std::string path_;
  FaultPlan& plan_;
};

class FaultDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, FaultPlan& plan)
      : FSDirectoryWrapper(std::move(directory)), plan_(plan) {}

  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    return plan_.Fails() ? Injected() : FSDirectoryWrapper::Fsync(options, debug);
  }
  rocksdb::IOStatus FsyncWithDirOptions(const rocksdb::IOOptions& options,
                                        rocksdb::IODebugContext* debug,
                                        const rocksdb::DirFsyncOptions& how) override {
    return plan_.Fails() ? Injected()
                         : FSDirectoryWrapper::FsyncWithDirOptions(options, debug, how);
  }

 private:
  FaultPlan& plan_;
};

class FaultFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultFileSystem(FaultPlan& plan)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), plan_(plan) {}

  const char* Name() const override { return "FaultFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (plan_.Fails()) return Injected();
    const rocksdb::IOStatus status = target()->NewWritableFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<FaultFile>(std::move(*file), path, plan_);
    return status;
  }
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = target()->NewDirectory(path, options, directory, debug);
    if (status.ok()) *directory = std::make_unique<FaultDirectory>(std::move(*directory), plan_);
    return status;
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    return plan_.Fails() ? Injected() : target()->RenameFile(from, to, options, debug);
  }

 private:
  FaultPlan& plan_;
};

// RocksDB waits a second after each failed flush; a test of a hundred failures does not.
class ImpatientEnv final : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(rocksdb::Env& env) : EnvWrapper(&env) {}
  const char* Name() const override { return "ImpatientEnv"; }
  void SleepForMicroseconds(int micros) override {
    EnvWrapper::SleepForMicroseconds(std::min(micros, 1000));
  }
};

}  // namespace reqledger::store
