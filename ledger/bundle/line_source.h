// A file of lines, handed out in chunks small enough to hold and large enough to work on.
//
// Limits: a line over kLineBytesMax ends the file as if it and all after it were not there; a chunk
// holds at most kChunkLines lines, and ends after kChunkBytes.
// Threads: one at a time; chunks may go anywhere.
// Source: docs/formats.md section 8.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/hashed_file.h"

namespace reqledger::bundle {

struct LineChunk {
  std::string bytes;
  std::uint64_t offset = 0;       // of the bytes, in the file
  std::vector<std::size_t> ends;  // of each line, LF not counted

  // Good as long as the chunk stays where it is.
  std::vector<std::string_view> Lines() const;
  // Where one of them stands in the file.
  std::uint64_t OffsetOf(std::string_view line) const {
    return offset + static_cast<std::uint64_t>(line.data() - bytes.data());
  }
};

class LineSource {
 public:
  static constexpr std::size_t kChunkLines = 256;
  static constexpr std::size_t kChunkBytes = 1024 * 1024;

  // `file` outlives the source.
  explicit LineSource(HashedFile& file) : file_(file) {}

  // Nothing at the end of the file, and after an error, which error() then holds.
  std::optional<LineChunk> Next();

  const std::optional<base::Error>& error() const { return error_; }
  // Known at the end.
  bool lacks_newline() const { return lacks_newline_; }
  bool over_limit() const { return over_limit_; }

 private:
  // Finds line ends in what was read; false where more must be read first.
  bool Fill(LineChunk& chunk);
  bool ReadMore();
  void EndFile(LineChunk& chunk);

  HashedFile& file_;
  std::string pending_;       // read and not handed out
  std::uint64_t offset_ = 0;  // of pending_, in the file
  std::size_t scanned_ = 0;   // of pending_, without a further LF
  bool at_end_ = false;
  bool lacks_newline_ = false;
  bool over_limit_ = false;
  std::optional<base::Error> error_;
};

}  // namespace reqledger::bundle
