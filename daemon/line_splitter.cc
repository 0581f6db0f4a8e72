#include "daemon/line_splitter.h"

namespace reqledger::daemon {

void LineSplitter::Feed(std::string_view piece) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    if (end == std::string_view::npos) {
      Take(piece);
      return;
    }
    EndLine(piece.substr(0, end));
    piece.remove_prefix(end + 1);
  }
}

void LineSplitter::Finish() {
  if (!begun_.empty() || too_long_) EndLine({});
}

void LineSplitter::Take(std::string_view part) {
  if (!too_long_ && begun_.size() + part.size() <= line_bytes_max_) {
    begun_ += part;
    return;
  }
  too_long_ = true;
  begun_.clear();
}

void LineSplitter::EndLine(std::string_view last_part) {
  ++number_;
  if (begun_.empty() && !too_long_ && last_part.size() <= line_bytes_max_) {
    on_line_({.number = number_, .text = last_part, .too_long = false});
    return;
  }
  Take(last_part);
  on_line_({.number = number_, .text = begun_, .too_long = too_long_});
  begun_.clear();
  too_long_ = false;
}

}  // namespace reqledger::daemon
