// A run of lines of a batch on its way: text, prepared events, outcomes, answers.
//
// Threads: one at a time; batch.cc says which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/batch.h"
#include "daemon/context.h"
#include "ledger/base/result.h"
#include "ledger/log/prepare.h"
#include "ledger/log/sequencer.h"

namespace reqledger::daemon {

class BatchChunk {
 public:
  // `error`: the line is refused already, as it came.
  void AddLine(std::uint64_t number, std::string_view text);
  void AddRefused(std::uint64_t number, base::Error error);

  bool empty() const { return lines_.empty(); }
  bool full() const { return lines_.size() >= kChunkLinesMax || text_.size() >= kChunkBytesMax; }

  // The costly half of every line.
  void Prepare(const Context& context, const Access& access);

  // What the sequencer is to get: with `stop_at_refusal` nothing from the first refused line on.
  std::vector<log::PreparedEvent> TakeEvents(bool stop_at_refusal);
  // One for each event that was taken.
  void SetOutcomes(std::vector<base::Result<log::Appended>> outcomes);

  bool HasRefusal() const;

  // Appends a line of answer for each line. `skipping`: a line before was refused, which stops the
  // request; set where one is here.
  void AppendAnswers(const Context& context, const BatchOptions& options, bool& skipping,
                     std::string& out) const;

 private:
  struct Line {
    std::uint64_t number = 0;
    std::size_t begin = 0;  // in text_
    std::size_t size = 0;
    std::optional<log::PreparedEvent> event;
    std::optional<base::Error> refusal;
    std::optional<log::Appended> appended;
  };

  std::string text_;
  std::vector<Line> lines_;
  std::vector<std::size_t> taken_;  // indexes of the lines whose events were taken
};

}  // namespace reqledger::daemon
