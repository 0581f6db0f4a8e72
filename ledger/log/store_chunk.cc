#include "ledger/log/store_chunk.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/log/vault_check.h"

namespace reqledger::log {
namespace {

void OpenEntry(const ChunkGround& ground, const OpeningJudge& judge, std::uint64_t seq,
               const EntryLine& line, StoreChunk& chunk) {
  if (!line.legible()) {
    chunk.openings.emplace_back();
    chunk.derived.emplace_back();
    return;
  }
  VaultOpening opened = OpenFromVault(ground.store, *ground.vault, line.entry,
                                      {.seq = seq, .leaf_hash = line.leaf_hash});
  const bool readable = opened.findings.empty();
  std::ranges::move(opened.findings, std::back_inserter(chunk.findings));
  Opening opening;
  opening.seq = seq;
  // What does not open is one finding, not one for each of its slots.
  if (readable) opening = judge.Judge({line.entry, seq}, opened.no_row ? nullptr : &opened.line);
  opening.closed.no_row = opened.no_row;
  chunk.derived.push_back(readable ? ground.derived->CheckEntry(opening)
                                   : DerivedCheck::EntryRows());
  chunk.openings.push_back(std::move(opening));
}

}  // namespace

StoreChunk ReadStoreChunk(const ChunkGround& ground, std::uint64_t first) {
  StoreChunk chunk;
  std::vector<std::string> lines;
  const std::uint64_t end = std::min(first + kStoreChunkEntries, ground.size);
  auto read = ground.store.Entries(first, end,
                                   [&](std::uint64_t, std::string_view line) -> base::Result<void> {
                                     lines.emplace_back(line);
                                     return {};
                                   });
  if (!read) chunk.error = std::move(read).error();
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  chunk.entries = ReadEntryChunk(views);
  if (ground.vault == nullptr) return chunk;
  const OpeningJudge judge({.every_slot = true, .every_core = true}, ground.schemas);
  for (std::size_t i = 0; i < chunk.entries.lines.size(); ++i) {
    OpenEntry(ground, judge, first + i, chunk.entries.lines[i], chunk);
  }
  return chunk;
}

}  // namespace reqledger::log
