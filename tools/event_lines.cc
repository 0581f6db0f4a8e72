#include "tools/event_lines.h"

#include <algorithm>

#include "ledger/base/limits.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kKeptMax = base::kEventInputBytesMax + 1;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

bool IsComment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line.substr(first).starts_with("//");
}

void AppendWithin(std::string_view text, std::string& out) {
  out += text.substr(0, kKeptMax - std::min(kKeptMax, out.size()));
}

}  // namespace

void EventSplitter::Feed(std::string_view piece, std::vector<EventText>& events) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    AppendWithin(piece.substr(0, end), line_);
    if (end == std::string_view::npos) {
      bytes_ += piece.size();
      return;
    }
    bytes_ += end + 1;
    piece.remove_prefix(end + 1);
    TakeLine(events);
    ++line_number_;
  }
}

void EventSplitter::Finish(std::vector<EventText>& events) {
  if (!line_.empty()) TakeLine(events);
  if (!event_.empty()) Emit(events);
}

void EventSplitter::TakeLine(std::vector<EventText>& events) {
  const std::string line = std::move(line_);
  line_.clear();
  if (IsBlank(line) || IsComment(line)) return;
  if (event_.empty()) {
    event_line_ = line_number_;
  } else {
    AppendWithin("\t", event_);
  }
  AppendWithin(line, event_);
  Track(line);
  if (!one_a_line_) one_a_line_ = depth_ <= 0;
  if (*one_a_line_ || depth_ <= 0 || event_.size() >= kKeptMax) Emit(events);
}

// Follows braces outside of strings; what is no JSON is somebody else's to refuse.
void EventSplitter::Track(std::string_view line) {
  for (const char c : line) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
  }
}

void EventSplitter::Emit(std::vector<EventText>& events) {
  if (!event_.empty() && event_.back() == '\r') event_.pop_back();
  events.push_back({std::move(event_), event_line_, bytes_});
  event_.clear();
  depth_ = 0;
  in_string_ = escaped_ = false;
}

}  // namespace reqledger::tools
