#include "ledger/bundle/line_source.h"

#include <utility>

#include "ledger/base/limits.h"

namespace reqledger::bundle {
namespace {

std::size_t NextLine(const LineChunk& chunk) {
  return chunk.ends.empty() ? 0 : chunk.ends.back() + 1;
}

}  // namespace

std::vector<std::string_view> LineChunk::Lines() const {
  std::vector<std::string_view> lines;
  lines.reserve(ends.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    lines.push_back(std::string_view(bytes).substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::optional<LineChunk> LineSource::Next() {
  LineChunk chunk;
  while (!Fill(chunk)) {
    if (at_end_ || !ReadMore()) {
      if (!error_) EndFile(chunk);
      break;
    }
  }
  if (error_ || chunk.ends.empty()) return std::nullopt;
  const std::size_t end = std::min(NextLine(chunk), pending_.size());
  std::string rest = pending_.substr(end);
  pending_.resize(end);
  chunk.bytes = std::exchange(pending_, std::move(rest));
  chunk.offset = std::exchange(offset_, offset_ + chunk.bytes.size());
  scanned_ = 0;
  return chunk;
}

bool LineSource::Fill(LineChunk& chunk) {
  while (!over_limit_) {
    if (chunk.ends.size() >= kChunkLines || NextLine(chunk) >= kChunkBytes) return true;
    const std::size_t end = pending_.find('\n', scanned_);
    const bool found = end != std::string::npos;
    const std::size_t length = (found ? end : pending_.size()) - NextLine(chunk);
    if (length > base::kLineBytesMax) {
      over_limit_ = true;
      at_end_ = true;
    } else if (found) {
      chunk.ends.push_back(end);
      scanned_ = end + 1;
    } else {
      scanned_ = pending_.size();
      return false;
    }
  }
  return true;
}

bool LineSource::ReadMore() {
  constexpr std::size_t kBlock = 256 * 1024;
  auto more = file_.Read(kBlock, pending_);
  if (!more) {
    error_ = std::move(more.error());
    return false;
  }
  if (!*more) at_end_ = true;
  return true;
}

// A last line without LF is a line all the same.
void LineSource::EndFile(LineChunk& chunk) {
  if (over_limit_ || NextLine(chunk) >= pending_.size()) return;
  lacks_newline_ = true;
  chunk.ends.push_back(pending_.size());
}

}  // namespace reqledger::bundle
