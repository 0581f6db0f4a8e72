// Entries with what is opened and proven of each, judged together on some thread.
//
// Threads: a BatchJudge may be used by many threads at once.
// Source: docs/formats.md sections 8.2, 8.4 and 8.5.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/bundle/csv_check.h"
#include "ledger/bundle/event_lines.h"
#include "ledger/bundle/proof_line.h"
#include "ledger/log/disclosure_line.h"
#include "ledger/log/entry_line.h"
#include "ledger/log/opening.h"
#include "ledger/merkle/tree.h"

namespace reqledger::bundle {

struct EntryBatch {
  // Beside the line of the same index.
  struct Beside {
    std::optional<std::uint64_t> place;
    std::optional<log::DisclosureLine> opened;
    std::optional<ProofLine> proof;
  };
  log::EntryChunk chunk;
  std::vector<Beside> beside;
};

struct JudgedBatch {
  struct Entry {
    log::Opening opening;
    merkle::Hash leaf_hash;
    EventLines::Place place;  // of the line that opens it
  };
  std::vector<Entry> entries;  // those of which something is to be said
  std::vector<log::Finding> findings;
  std::optional<CsvRows> rows;
  std::uint64_t opened = 0;  // entries with an opened member
  std::uint64_t decoys = 0;
};

struct BatchRules {
  log::OpeningRules opening;
  bool partial = false;
  bool documents = false;                // what names documents is asked for later
  const EventLines* events = nullptr;    // null: none but the first entry is asked for later
  std::optional<merkle::TreeHead> head;  // that proofs must lead to
  const RecordsCsv* table = nullptr;     // null: no rows are made
};

class BatchJudge {
 public:
  // `schemas` outlives the judge.
  BatchJudge(const BatchRules& rules, const log::SchemaSet& schemas)
      : rules_(rules), judge_(rules.opening, schemas) {}

  JudgedBatch Judge(const EntryBatch& batch) const;

 private:
  void JudgeProof(const log::EntryLine& line, const EntryBatch::Beside& beside,
                  JudgedBatch& out) const;
  void JudgeOpening(const log::EntryLine& line, const EntryBatch::Beside& beside,
                    JudgedBatch& out) const;

  const BatchRules rules_;
  const log::OpeningJudge judge_;
};

}  // namespace reqledger::bundle
