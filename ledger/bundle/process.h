// What an outsider can say of the process that a bundle records: by the rules that it brings along,
// where it opens everything to whom it was made for.
//
// Errors: io. Rules that are not there or not in form are an answer, not an error.
// Threads: one at a time, entries in order.
// Limits: as log::ProcessCheck, work bounded, and EventLines.
// Trust: nothing in the bundle.
// Source: docs/formats.md section 8.7.
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/result.h"
#include "ledger/bundle/event_lines.h"
#include "ledger/bundle/export_record.h"
#include "ledger/bundle/folder.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/opening.h"
#include "ledger/log/process_check.h"
#include "ledger/log/schema_set.h"

namespace reqledger::bundle {

inline constexpr std::string_view kRulesFolder = "data/schemas/rules/";

class Process {
 public:
  // All outlive this.
  struct Ground {
    const Folder& folder;
    const log::SchemaSet& schemas;
    const log::FindingLog& findings;  // of the checks before
  };
  explicit Process(const Ground& ground);

  // Before the first entry.
  base::Result<void> Begin(const std::optional<ExportRecord>& record);
  // Whether entries are to be given at all.
  bool follows() const { return check_.has_value(); }
  // Notes where lines stand, for Append.
  const EventLines& events() const { return events_; }
  // An entry, and where the line that opens it stands. What is broken is not followed further.
  base::Result<void> Append(const log::Opening& opening, const EventLines::Place& place);
  // After all other checks.
  void Finish(log::FindingLog& findings) const;

 private:
  const Ground ground_;
  EventLines events_;
  std::optional<log::ProcessCheck> check_;
  std::string_view why_not_ = log::reason::kNotInExport;
};

}  // namespace reqledger::bundle
