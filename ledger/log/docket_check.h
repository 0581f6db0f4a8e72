// The rows of the docket against what the entries make of it.
//
// Threads: one at a time, entries in order.
// Limits: memory as ProcessCheck.
// Source: docs/docket.md "Where it lies".
#pragma once

#include "ledger/base/result.h"
#include "ledger/docket/rule_book.h"
#include "ledger/log/derived_check.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/opening.h"
#include "ledger/log/process_check.h"
#include "ledger/log/reader.h"

namespace reqledger::log {

class DocketCheck {
 public:
  struct Ground {
    const store::Store& store;
    const vault::Vault& vault;
    const SchemasByDigest& schemas;
  };
  DocketCheck(const Ground& ground, docket::RuleBook rules);

  base::Result<void> Append(const Opening& opening) { return process_.Append(opening); }
  // After the last entry: each row, that there is none too many, and the process findings.
  base::Result<void> Finish(FindingLog& findings);

 private:
  base::Result<void> CheckRow(const docket::Entity& entity, FindingLog& findings) const;

  const Ground ground_;
  const Reader reader_;
  EntryEvents events_;
  ProcessCheck process_;
};

}  // namespace reqledger::log
