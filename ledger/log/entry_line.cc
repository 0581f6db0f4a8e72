#include "ledger/log/entry_line.h"

#include <boost/json/value.hpp>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::log {
namespace {

// What a line that ParseEntry took for an object with an entry's members says all the same.
void ReadLoosely(std::string_view line, EntryLine& out) {
  const auto json = event::ParseStrict(line, event::Names::kAny, base::kEventDepthMax);
  if (!json) return;
  if (out.form == EntryLine::Form::kUnknownVersion) {
    out.entry.seq = static_cast<std::uint64_t>(json->get_object().at("seq").get_int64());
    return;
  }
  if (auto entry = event::ParseEntry(event::Canonical(*json))) out.entry = *entry;
}

EntryLine::Form FormOf(event::EntryFault fault) {
  switch (fault) {
    case event::EntryFault::kMalformed:
      return EntryLine::Form::kMalformed;
    case event::EntryFault::kNotCanonical:
      return EntryLine::Form::kNotCanonical;
    case event::EntryFault::kUnknownVersion:
      return EntryLine::Form::kUnknownVersion;
  }
  return EntryLine::Form::kMalformed;
}

}  // namespace

EntryLine ReadEntryLine(std::string_view line) {
  EntryLine out;
  out.leaf_hash = merkle::LeafHash(line);
  out.over_limit = line.size() > base::kEntryBytesMax;
  auto entry = event::ParseEntry(line);
  if (entry) {
    out.form = EntryLine::Form::kCanonical;
    out.entry = *entry;
    return out;
  }
  out.form = FormOf(entry.error().fault);
  out.fault = std::move(entry.error().message);
  if (out.parses()) ReadLoosely(line, out);
  return out;
}

EntryChunk ReadEntryChunk(std::span<const std::string_view> lines) {
  EntryChunk chunk;
  chunk.lines.reserve(lines.size());
  for (const std::string_view line : lines) {
    chunk.lines.push_back(ReadEntryLine(line));
    chunk.range.Append(chunk.lines.back().leaf_hash);
  }
  return chunk;
}

}  // namespace reqledger::log
