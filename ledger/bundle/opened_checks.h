// What must hold across the entries that are opened, and of them against export.json.
//
// Threads: one at a time, entries in their order.
// Limits: memory as log::MatterSequence.
// Source: docs/formats.md sections 8.2 to 8.5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/bundle/export_record.h"
#include "ledger/log/erasure_check.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/genesis_check.h"
#include "ledger/log/key_lineage.h"
#include "ledger/log/opening.h"
#include "ledger/log/sequence.h"

namespace reqledger::bundle {

class OpenedChecks {
 public:
  struct Expected {
    const std::optional<ExportRecord>& record;
    std::optional<std::string> origin;
    log::KeyLineage& lineage;
  };
  OpenedChecks(const Expected& expected, log::FindingLog& findings);

  void NoteUnknownGenesis() { genesis_.NoteUnknownVersion(); }
  void NoteDecoys(bool there) { decoys_ = decoys_ || there; }
  void Append(log::Opening& opening, const merkle::Hash& leaf_hash);
  // Returns the erasures that entries opened here say of.
  std::vector<log::ErasureNote> Finish();

 private:
  void Untrue(std::string expected, std::string got);
  void NoteNotChecked();
  void NoteSelected(const log::Opening& opening);
  void CheckExport();

  const std::optional<ExportRecord>& record_;
  log::FindingLog& findings_;
  log::GenesisCheck genesis_;
  log::KeyLineage& lineage_;
  log::RecordedOrder order_;
  log::MatterSequence matters_;
  log::ErasureCheck erasures_;
  bool decoys_ = false;
  std::optional<std::uint64_t> first_position_shown_;
  std::optional<std::uint64_t> first_not_selected_;
};

}  // namespace reqledger::bundle
