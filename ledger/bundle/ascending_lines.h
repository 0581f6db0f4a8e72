// The lines of a .jsonl file that belong to entries, read on all cores and handed out in order.
//
// Threads: one consumer.
// Source: docs/formats.md sections 8.2 and 8.4: a line of another form, or out of order, is not
// read further.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/bundle/line_source.h"
#include "ledger/log/parallel.h"

namespace reqledger::bundle {

// `Line` has a member `seq`, and perhaps `offset`, where it stands in the file.
template <typename Line>
class AscendingLines {
 public:
  using Read = std::optional<Line> (*)(std::string_view line);

  // `on_refused` is told of each line that is not read further. `source` outlives this.
  AscendingLines(log::WorkerPool& pool, LineSource& source, Read read,
                 std::function<void()> on_refused)
      : on_refused_(std::move(on_refused)),
        chunks_(
            pool, [&source] { return source.Next(); },
            [read](const LineChunk& chunk) {
              Lines lines;
              for (const std::string_view line : chunk.Lines()) {
                lines.push_back(read(line));
                if constexpr (requires(Line noted) { noted.offset; }) {
                  if (lines.back()) lines.back()->offset = chunk.OffsetOf(line);
                }
              }
              return lines;
            }) {}

  // The next line; null at the end.
  Line* Peek() {
    while (!next_ && Advance()) {
    }
    return next_ ? &*next_ : nullptr;
  }
  // The line that Peek() showed.
  Line Take() {
    Line line = std::move(*next_);
    next_.reset();
    return line;
  }

 private:
  using Lines = std::vector<std::optional<Line>>;

  bool Advance() {
    if (index_ == lines_.size()) {
      auto chunk = chunks_.Next();
      if (!chunk) return false;
      lines_ = std::move(*chunk);
      index_ = 0;
      return true;
    }
    std::optional<Line> line = std::move(lines_[index_++]);
    if (!line || (last_seq_ && line->seq <= *last_seq_)) {
      on_refused_();
      return true;
    }
    last_seq_ = line->seq;
    next_ = std::move(line);
    return true;
  }

  const std::function<void()> on_refused_;
  log::InOrder<LineChunk, Lines> chunks_;
  Lines lines_;
  std::size_t index_ = 0;
  std::optional<Line> next_;
  std::optional<std::uint64_t> last_seq_;
};

}  // namespace reqledger::bundle
