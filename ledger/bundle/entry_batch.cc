#include "ledger/bundle/entry_batch.h"

#include <utility>

#include "ledger/bundle/documents.h"
#include "ledger/log/erasure_check.h"
#include "ledger/log/key_lineage.h"
#include "ledger/merkle/proof.h"

namespace reqledger::bundle {

JudgedBatch BatchJudge::Judge(const EntryBatch& batch) const {
  JudgedBatch out;
  if (rules_.table != nullptr) out.rows.emplace(*rules_.table);
  for (std::size_t i = 0; i < batch.chunk.lines.size(); ++i) {
    const log::EntryLine& line = batch.chunk.lines[i];
    if (!line.legible()) continue;
    if (rules_.partial) JudgeProof(line, batch.beside[i], out);
    JudgeOpening(line, batch.beside[i], out);
  }
  return out;
}

void BatchJudge::JudgeProof(const log::EntryLine& line, const EntryBatch::Beside& beside,
                            JudgedBatch& out) const {
  const std::uint64_t seq = line.entry.seq;
  if (!beside.proof) {
    out.findings.push_back({log::code::kProofInvalid, seq, "a proof", "none"});
    return;
  }
  if (!rules_.head) return;
  const merkle::InclusionProof proof{seq, rules_.head->size, beside.proof->proof};
  const auto verified = merkle::VerifyInclusion(proof, line.leaf_hash, *rules_.head);
  if (!verified) {
    out.findings.push_back({log::code::kProofInvalid, seq,
                            "a proof to root " + crypto::ToHex(rules_.head->root),
                            verified.error().message});
  }
}

void BatchJudge::JudgeOpening(const log::EntryLine& line, const EntryBatch::Beside& beside,
                              JudgedBatch& out) const {
  const std::uint64_t place = *beside.place;
  const log::DisclosureLine* opened = beside.opened ? &*beside.opened : nullptr;
  if (opened == nullptr && place != 0 && !rules_.opening.every_slot) return;
  log::Opening opening = judge_.Judge({line.entry, place}, opened);
  if (opened != nullptr) out.decoys += opened->decoys.size();
  if (!opening.members.empty()) ++out.opened;
  if (rules_.table != nullptr && out.rows) out.rows->Append(*rules_.table, place, opening.members);
  JudgedBatch::Entry entry{.opening = std::move(opening), .leaf_hash = line.leaf_hash, .place = {}};
  if (rules_.events == nullptr) {
    // What names keys or documents, and what says of erasures, is asked for again.
    const bool names = rules_.documents && entry.opening.Find(kDocumentsMember) != nullptr;
    const bool is_read = names || place == 0 || entry.opening.type == log::kKeyRotated ||
                         entry.opening.type == log::kErasureApplied;
    if (!is_read) entry.opening.members.clear();
  } else if (opened != nullptr) {
    entry.place = rules_.events->PlaceOf(*opened);
  }
  out.entries.push_back(std::move(entry));
}

}  // namespace reqledger::bundle
