#include "ledger/log/start.h"

#include <utility>

#include "ledger/log/head.h"
#include "ledger/log/reader.h"
#include "ledger/merkle/subtree.h"

namespace reqledger::log {
namespace {

base::Result<void> CheckMark(const merkle::RightEdge& edge, const store::Store& store,
                             const merkle::TreeHead& mark) {
  const merkle::TreeHead head = edge.Head();
  if (mark.size > head.size) {
    return base::Fail(base::Error{base::Code::kUntrusted,
                                  "the database holds " + std::to_string(head.size) +
                                      " entries, but " + std::to_string(mark.size) +
                                      " were acknowledged: it is an older copy",
                                  {},
                                  "behind_high_water_mark"});
  }
  crypto::Hash root = mark.size == 0 ? merkle::EmptyRoot() : crypto::Hash{};
  if (mark.size > 0) {
    StoreTileSource tiles(store);
    merkle::TileNodeReader nodes(tiles, head.size);
    ASSIGN_OR_RETURN(root, merkle::ReadSubtreeHash({.start = 0, .end = mark.size}, nodes));
  }
  if (root != mark.root) {
    return base::Fail(base::Code::kUntrusted, "the database does not continue the tree of size " +
                                                  std::to_string(mark.size) +
                                                  " that was acknowledged");
  }
  return {};
}

// Keys are durable before the first entry that needs them, so no crash leaves an entry without.
base::Error KeysBehind(std::uint64_t seq) {
  return {base::Code::kUntrusted,
          "entry " + std::to_string(seq) +
              ": the key folder has no keys of its matter: it is an older copy",
          {},
          "keys_behind_ledger"};
}

// The last entry as it is stored, against the last leaf of the tree; its time, out of the vault.
base::Result<void> CheckLastEntry(const store::Store& store, const vault::Vault& vault,
                                  Tail& tail) {
  const std::uint64_t last = tail.edge.size() - 1;
  const Reader reader(store, vault);
  auto opened = reader.Open(last);
  if (!opened && opened.error().reason == "no_key") return base::Fail(KeysBehind(last));
  if (!opened) return base::Fail(std::move(opened).error());
  const OpenedEntry entry = *std::move(opened);
  StoreTileSource tiles(store);
  merkle::TileNodeReader nodes(tiles, tail.edge.size());
  ASSIGN_OR_RETURN(const crypto::Hash leaf, nodes.Node({.level = 0, .index = last}));
  if (leaf != entry.leaf_hash) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(last) + ": not the one the tree holds");
  }
  if (store.Entry(last + 1)) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(last + 1) + ": beyond the head");
  }
  const auto recorded_at = base::ParseRecordedAt(entry.Text("recorded_at"));
  if (!recorded_at) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(last) + ": without recorded_at");
  }
  tail.last_leaf = leaf;
  tail.last_recorded_at = *recorded_at;
  return {};
}

}  // namespace

base::Result<Start> CheckStart(const store::Store& store, const vault::Vault& vault,
                               HighWaterMark& mark) {
  auto row = store.Head();
  if (!row && row.error().code == base::Code::kNotFound) {
    return base::Fail(base::Code::kCorrupt, "the database has no head: it was not created whole");
  }
  if (!row) return base::Fail(std::move(row).error());
  ASSIGN_OR_RETURN(const merkle::TreeHead head, OpenHead(*row, vault));
  Start start;
  StoreTileSource tiles(store);
  ASSIGN_OR_RETURN(start.tail.edge, merkle::RightEdge::Read(head.size, tiles));
  if (start.tail.edge.Head() != head) {
    return base::Fail(base::Code::kCorrupt, "the tiles do not make the root of the head row");
  }
  RETURN_IF_ERROR(CheckMark(start.tail.edge, store, mark.mark()));
  if (head.size > 0) RETURN_IF_ERROR(CheckLastEntry(store, vault, start.tail));
  if (mark.mark().size < head.size) {
    // The head is authentic and continues the mark: a crash came between commit and mark.
    RETURN_IF_ERROR(mark.Move(head));
    start.mark_was_behind = true;
  }
  return start;
}

}  // namespace reqledger::log
