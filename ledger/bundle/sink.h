// Where an export's files go: a folder, or one archive on its way to somebody.
//
// Errors: io where the destination refuses; conflict where it is there already.
// Limits: nothing is held but one buffer, whatever the size of a file.
// Threads: one at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/base/time.h"

namespace reqledger::bundle {

// Files one after another: Begin, Write…, End. After an error nothing else is called.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  // `path` is relative, with '/' between its parts.
  virtual base::Result<void> Begin(const std::string& path) = 0;
  virtual base::Result<void> Write(std::string_view bytes) = 0;
  virtual base::Result<void> End() = 0;

  base::Result<void> File(const std::string& path, std::string_view bytes) {
    RETURN_IF_ERROR(Begin(path));
    RETURN_IF_ERROR(Write(bytes));
    return End();
  }
};

// At last Finish.
class Sink : public FileWriter {
 public:
  virtual base::Result<void> Finish() = 0;
};

// Writes beside `path` and renames at Finish, so that a bundle under its name is whole. A crash
// before that leaves `path.partial`. Readable by this user alone.
base::Result<std::unique_ptr<Sink>> OpenFolderSink(const std::string& path);

// A zip archive, its bytes handed to `write` as they come. All files lie in the folder `root`.
using WriteBytes = std::function<base::Result<void>(std::string_view)>;
// Digests and salts hardly deflate, and it costs many times what all else does. But what is stored
// without its size before it can only be read by whoever has the archive's end too.
enum class Packing { kDeflated, kStored };
std::unique_ptr<Sink> MakeZipSink(std::string root, base::Instant modified, WriteBytes write,
                                  Packing packing = Packing::kDeflated);

}  // namespace reqledger::bundle
