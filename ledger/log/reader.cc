#include "ledger/log/reader.h"

#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/log/rows.h"
#include "ledger/merkle/tree.h"
#include "ledger/note/receipt.h"
#include "ledger/vault/matter_handle.h"

namespace reqledger::log {
namespace {

// The text of a canonical JSON string whose characters are never escaped in the members asked for.
std::string Unquoted(const std::string* value) {
  if (value == nullptr || value->size() < 2 || value->front() != '"') return {};
  return value->substr(1, value->size() - 2);
}

bool Matches(const OpenedEntry& entry, const ListQuery& query) {
  if (!query.type.empty() && entry.Text("type") != query.type) return false;
  const std::string recorded_at = entry.Text("recorded_at");
  if (!query.since.empty() && recorded_at < query.since) return false;
  return query.until.empty() || recorded_at < query.until;
}

}  // namespace

const std::string* OpenedEntry::Find(std::string_view name) const {
  for (const vault::RebuiltSlot& slot : slots) {
    if (slot.kind == vault::RebuiltSlot::Kind::kMember && slot.name == name) return &slot.value;
  }
  return nullptr;
}

std::string OpenedEntry::Text(std::string_view name) const { return Unquoted(Find(name)); }

base::Result<OpenedEntry> Reader::Open(std::uint64_t seq) const {
  ASSIGN_OR_RETURN(std::string line, store_.Entry(seq));
  return OpenLine(seq, std::move(line));
}

base::Result<OpenedEntry> Reader::OpenLine(std::uint64_t seq, std::string line) const {
  const auto entry = event::ParseEntry(line);
  if (!entry) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(seq) + ": " + entry.error().message);
  }
  OpenedEntry opened{.seq = seq,
                     .line = std::move(line),
                     .leaf_hash = {},
                     .slots = {},
                     .erased = vault_.tombstones().Of(seq)};
  opened.leaf_hash = merkle::LeafHash(opened.line);
  const vault::EntryPlace place{.seq = seq, .leaf_hash = opened.leaf_hash};
  std::vector<vault::OpenedRow> rows;
  for (const auto key_class :
       {vault::KeyClass::kLedger, vault::KeyClass::kOrdinary, vault::KeyClass::kPersonal}) {
    auto row = store_.Vault(seq, static_cast<std::uint8_t>(key_class));
    if (!row) {
      if (row.error().code == base::Code::kNotFound) continue;
      return base::Fail(std::move(row).error());
    }
    auto opened_row = vault_.OpenRow(*row, place, key_class);
    // Its key went before the row does.
    if (!opened_row && opened_row.error().reason == "no_key" && vault_.tombstones().Of(seq)) {
      opened.erased = vault_.tombstones().Of(seq);
      continue;
    }
    if (!opened_row) return base::Fail(std::move(opened_row).error());
    rows.push_back(*std::move(opened_row));
  }
  ASSIGN_OR_RETURN(opened.slots, vault::RebuildDisclosures(rows, entry->digests));
  return opened;
}

base::Result<std::vector<std::uint64_t>> Reader::MatterEntries(std::string_view matter,
                                                               std::uint64_t size) const {
  std::vector<std::uint64_t> seqs;
  const crypto::Hash handle = vault_.HandleOf(matter);
  if (vault_.tombstones().WholeErasedBy(vault::HandlePrefix(handle))) {
    for (const auto& range : vault_.tombstones().WholeRanges(vault::HandlePrefix(handle))) {
      for (std::uint64_t seq = range.first; seq <= range.last && seq < size; ++seq) {
        seqs.push_back(seq);
      }
    }
    return seqs;
  }
  RETURN_IF_ERROR(store_.Rows(store::RowSpace::kMatterIndex, vault::HandlePrefix(handle),
                              [&](std::string_view key, std::string_view) -> base::Result<void> {
                                ASSIGN_OR_RETURN(const std::uint64_t seq, ParseMatterIndexKey(key));
                                if (seq < size) seqs.push_back(seq);
                                return {};
                              }));
  return seqs;
}

base::Result<void> Reader::List(const ListQuery& query, std::uint64_t size,
                                const OpenedVisitor& visitor) const {
  std::size_t found = 0;
  const std::uint64_t first = query.after ? *query.after + 1 : 0;
  const auto visit = [&](const OpenedEntry& entry) -> base::Result<void> {
    if (!Matches(entry, query)) return {};
    ++found;
    return visitor(entry);
  };
  if (!query.matter.empty()) {
    ASSIGN_OR_RETURN(const auto seqs, MatterEntries(query.matter, size));
    for (const std::uint64_t seq : seqs) {
      if (found == query.limit) break;
      if (seq < first) continue;
      ASSIGN_OR_RETURN(const OpenedEntry entry, Open(seq));
      RETURN_IF_ERROR(visit(entry));
    }
    return {};
  }
  for (std::uint64_t seq = first; seq < size && found < query.limit; ++seq) {
    ASSIGN_OR_RETURN(const OpenedEntry entry, Open(seq));
    RETURN_IF_ERROR(visit(entry));
  }
  return {};
}

base::Result<merkle::InclusionProof> Reader::ProveInclusion(std::uint64_t seq,
                                                            const LogHead& head) const {
  HeadNodeReader nodes(head, store_);
  return merkle::ProveInclusion({.index = seq, .size = head.tree.size}, nodes);
}

base::Result<merkle::InclusionProof> Reader::ProveInclusionAt(
    const merkle::InclusionQuery& query) const {
  StoreTileSource tiles(store_);
  merkle::TileNodeReader nodes(tiles, query.size);
  return merkle::ProveInclusion(query, nodes);
}

base::Result<merkle::ConsistencyProof> Reader::ProveConsistency(
    const merkle::ConsistencyQuery& query, const LogHead& head) const {
  if (query.to > head.tree.size) {
    return base::Fail(base::Code::kNotFound,
                      "no tree of size " + std::to_string(query.to) + " yet");
  }
  StoreTileSource tiles(store_);
  merkle::TileNodeReader nodes(tiles, query.to);
  return merkle::ProveConsistency(query, nodes);
}

base::Result<std::string> Reader::Receipt(std::uint64_t seq, const LogHead& head) const {
  if (seq >= head.tree.size) {
    return base::Fail(base::Code::kNotFound, "entry " + std::to_string(seq) + ": not there yet");
  }
  ASSIGN_OR_RETURN(merkle::InclusionProof proof, ProveInclusion(seq, head));
  return note::SerializeTlogProof({.index = seq,
                                   .hashes = std::move(proof.hashes),
                                   .checkpoint = head.checkpoint,
                                   .extra = {}});
}

}  // namespace reqledger::log
