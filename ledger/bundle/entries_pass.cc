#include "ledger/bundle/entries_pass.h"

#include <functional>
#include <string>
#include <utility>

#include "ledger/bundle/ascending_lines.h"
#include "ledger/bundle/csv_check.h"
#include "ledger/bundle/entry_batch.h"
#include "ledger/bundle/line_source.h"
#include "ledger/bundle/opened_checks.h"
#include "ledger/log/entry_chain.h"

namespace reqledger::bundle {
namespace {

namespace code = log::code;

constexpr std::string_view kEntries = "data/entries.jsonl";
constexpr std::string_view kDisclosures = "data/disclosures.jsonl";
constexpr std::string_view kProofs = "data/proofs.jsonl";
constexpr std::string_view kRecords = "data/records.csv";

// The four files, open.
struct PassFiles {
  HashedFile entries;
  HashedFile disclosures;
  HashedFile proofs;
  HashedFile records;

  static base::Result<PassFiles> Open(const PassInput& input) {
    const auto open = [&](std::string_view path) {
      return HashedFile::Open(input.folder, std::string(path), input.on_bytes);
    };
    ASSIGN_OR_RETURN(HashedFile entries, open(kEntries));
    ASSIGN_OR_RETURN(HashedFile disclosures, open(kDisclosures));
    ASSIGN_OR_RETURN(HashedFile proofs, open(input.partial() ? kProofs : ""));
    ASSIGN_OR_RETURN(HashedFile records, open(kRecords));
    return PassFiles{std::move(entries), std::move(disclosures), std::move(proofs),
                     std::move(records)};
  }
};

log::EntryChunk ReadChunk(const LineChunk& chunk) {
  const auto lines = chunk.Lines();
  return log::ReadEntryChunk(lines);
}

class EntriesPass {
 public:
  EntriesPass(const PassInput& input, PassFiles& files, log::WorkerPool& pool,
              log::FindingLog& findings)
      : input_(input),
        findings_(findings),
        pool_(pool),
        entry_source_(files.entries),
        disclosure_source_(files.disclosures),
        proof_source_(files.proofs),
        csv_(files.records),
        entries_(
            pool, [this] { return entry_source_.Next(); }, ReadChunk),
        disclosures_(pool, disclosure_source_, log::ReadDisclosureLine,
                     [this] {
                       findings_.Add({code::kDisclosureMalformed, std::nullopt,
                                      "lines of disclosures, in order", "another line"});
                     }),
        proofs_(pool, proof_source_, ReadProofLine,
                [this] {
                  findings_.Add({code::kProofInvalid, std::nullopt, "lines of proofs, in order",
                                 "another line"});
                }),
        chain_({input.partial(), Origin(input)}, findings),
        checks_({input.record, Origin(input), input.lineage}, findings),
        out_{log::ChunkedTree(input.sizes)} {}

  base::Result<PassOutput> Run() {
    RETURN_IF_ERROR(csv_.ReadHeader());
    const BatchJudge judge(Rules(), input_.schemas);
    log::InOrder<EntryBatch, JudgedBatch> batches(
        pool_, [this] { return NextBatch(); },
        [&judge](const EntryBatch& batch) { return judge.Judge(batch); });
    while (auto batch = batches.Next()) RETURN_IF_ERROR(Stitch(*batch));
    return Finish();
  }

 private:
  static std::optional<std::string> Origin(const PassInput& input) {
    if (input.checkpoint == nullptr) return std::nullopt;
    return input.checkpoint->checkpoint.origin;
  }

  BatchRules Rules() const {
    BatchRules rules;
    rules.opening.every_slot = input_.record && input_.record->sees_all();
    rules.opening.every_core = input_.record && input_.record->sees_chains();
    rules.partial = input_.partial();
    rules.documents = input_.documents.any();
    if (input_.process.follows()) rules.events = &input_.process.events();
    if (input_.checkpoint != nullptr) rules.head = input_.checkpoint->checkpoint.head;
    rules.table = csv_.table();
    return rules;
  }

  std::optional<EntryBatch> NextBatch() {
    auto chunk = entries_.Next();
    if (!chunk) return std::nullopt;
    if (!input_.partial()) out_.tree.Append(*chunk);
    EntryBatch batch;
    batch.beside.reserve(chunk->lines.size());
    for (const log::EntryLine& line : chunk->lines) batch.beside.push_back(Join(line));
    batch.chunk = std::move(*chunk);
    return batch;
  }

  // What the other files have for the next line.
  EntryBatch::Beside Join(const log::EntryLine& line) {
    EntryBatch::Beside beside;
    beside.place = chain_.Append(line);
    last_place_ = beside.place;
    if (!beside.place) return beside;
    input_.receipts.Append(*beside.place, line.leaf_hash);
    if (*beside.place == 0 && line.form == log::EntryLine::Form::kUnknownVersion) {
      checks_.NoteUnknownGenesis();
    }
    beside.opened = TakeDisclosures(*beside.place, line);
    beside.proof = TakeProof(*beside.place);
    return beside;
  }

  std::optional<log::DisclosureLine> TakeDisclosures(std::uint64_t place,
                                                     const log::EntryLine& line) {
    OrphansBefore(place);
    const log::DisclosureLine* next = disclosures_.Peek();
    if (next == nullptr || next->seq != place) return std::nullopt;
    if (!line.parses()) {
      TakeOrphan();
      return std::nullopt;
    }
    log::DisclosureLine taken = disclosures_.Take();
    checks_.NoteDecoys(taken.has_decoys);
    if (!line.legible()) return std::nullopt;
    return taken;
  }

  // Lines of entries that are not there.
  void OrphansBefore(std::uint64_t place) {
    for (;;) {
      const log::DisclosureLine* next = disclosures_.Peek();
      if (next == nullptr || next->seq >= place) return;
      TakeOrphan();
    }
  }

  void TakeOrphan() {
    const log::DisclosureLine line = disclosures_.Take();
    checks_.NoteDecoys(line.has_decoys);
    for (log::Finding& finding : log::JudgeOrphan(line)) findings_.Add(std::move(finding));
  }

  std::optional<ProofLine> TakeProof(std::uint64_t seq) {
    OrphanProofsBefore(seq);
    const ProofLine* next = proofs_.Peek();
    if (next == nullptr || next->seq != seq) return std::nullopt;
    return proofs_.Take();
  }

  void OrphanProofsBefore(std::uint64_t seq) {
    for (;;) {
      const ProofLine* next = proofs_.Peek();
      if (next == nullptr || next->seq >= seq) return;
      findings_.Add({code::kProofInvalid, proofs_.Take().seq, "an entry", "only a proof"});
    }
  }

  base::Result<void> Stitch(JudgedBatch& batch) {
    for (log::Finding& finding : batch.findings) findings_.Add(std::move(finding));
    for (JudgedBatch::Entry& entry : batch.entries) {
      if (const std::string* named = entry.opening.Find(kDocumentsMember)) {
        input_.documents.Append(*named);
      }
      checks_.Append(entry.opening, entry.leaf_hash);
      if (!input_.process.follows()) continue;
      RETURN_IF_ERROR(input_.process.Append(entry.opening, entry.place));
    }
    out_.opened += batch.opened;
    out_.decoys += batch.decoys;
    if (!batch.rows) return {};
    if (batch.rows->missing_column) csv_.NoteMissingColumn();
    csv_.NoteColumns(batch.rows->used);
    return csv_.Compare(batch.rows->text);
  }

  base::Result<PassOutput> Finish() {
    OrphansBefore(UINT64_MAX);
    OrphanProofsBefore(UINT64_MAX);
    for (const LineSource* source : {&entry_source_, &disclosure_source_, &proof_source_}) {
      if (source->error()) return base::Fail(*source->error());
    }
    if (entry_source_.lacks_newline()) chain_.EndsWithoutNewline(last_place_);
    NoteEnd(disclosure_source_, code::kDisclosureMalformed, kDisclosures);
    NoteEnd(proof_source_, code::kProofInvalid, kProofs);
    NoteEnd(entry_source_, "", kEntries);
    out_.erasures = checks_.Finish();
    ASSIGN_OR_RETURN(const bool same, csv_.Finish());
    if (!same) {
      findings_.Add({code::kRenderingDiffers, std::nullopt, "records.csv as the entries make it",
                     "another table"});
    }
    out_.lines = chain_.lines();
    return std::move(out_);
  }

  void NoteEnd(const LineSource& source, std::string_view no_newline, std::string_view path) {
    if (source.lacks_newline() && !no_newline.empty()) {
      findings_.Add({no_newline, std::nullopt,
                     "a newline behind the last line of " + std::string(path), "none"});
    }
    if (source.over_limit()) {
      findings_.Add({code::kLimitExceeded, std::nullopt,
                     "lines of at most " + std::to_string(base::kLineBytesMax) + " bytes in " +
                         std::string(path),
                     "a longer line"});
    }
  }

  const PassInput& input_;
  log::FindingLog& findings_;
  log::WorkerPool& pool_;
  LineSource entry_source_;
  LineSource disclosure_source_;
  LineSource proof_source_;
  CsvCheck csv_;
  log::InOrder<LineChunk, log::EntryChunk> entries_;
  AscendingLines<log::DisclosureLine> disclosures_;
  AscendingLines<ProofLine> proofs_;
  log::EntryChain chain_;
  OpenedChecks checks_;
  PassOutput out_;
  std::optional<std::uint64_t> last_place_;
};

base::Result<void> TakeDigests(const PassInput& input, PassFiles& files, DigestTable& digests) {
  const std::pair<std::string_view, HashedFile*> read[] = {
      {kEntries, &files.entries}, {kDisclosures, &files.disclosures}, {kRecords, &files.records}};
  for (const auto& [path, file] : read) {
    if (!input.folder.Has(std::string(path))) continue;
    ASSIGN_OR_RETURN(digests[std::string(path)], file->Finish());
  }
  if (input.partial() && input.folder.Has(std::string(kProofs))) {
    ASSIGN_OR_RETURN(digests[std::string(kProofs)], files.proofs.Finish());
  }
  return {};
}

}  // namespace

base::Result<PassOutput> RunEntriesPass(const PassInput& input, log::WorkerPool& pool,
                                        log::FindingLog& findings, DigestTable& digests) {
  ASSIGN_OR_RETURN(PassFiles files, PassFiles::Open(input));
  ASSIGN_OR_RETURN(PassOutput out, EntriesPass(input, files, pool, findings).Run());
  RETURN_IF_ERROR(TakeDigests(input, files, digests));
  return out;
}

}  // namespace reqledger::bundle
