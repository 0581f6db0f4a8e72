// The rows of the docket against what the entries make of it; and what the docket itself finds:
// steps that no machine expects, deadlines that were missed.
//
// Threads: one at a time, entries in order.
// Limits: memory grows with the demands, obligations and challenges, about 2 KB each.
// Source: docs/docket.md.
#pragma once

#include <map>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"
#include "ledger/log/derived_check.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/opening.h"
#include "ledger/log/reader.h"

namespace reqledger::log {

class DocketCheck final : private docket::EntitySource {
 public:
  struct Ground {
    const store::Store& store;
    const vault::Vault& vault;
    const SchemasByDigest& schemas;
  };
  DocketCheck(const Ground& ground, docket::RuleBook rules);

  base::Result<void> Append(const Opening& opening);
  // After the last entry: each row, that there is none too many, and the process findings.
  base::Result<void> Finish(FindingLog& findings);

 private:
  base::Result<docket::Entity*> Find(const docket::EntityName& name) override;
  docket::Entity& Create(docket::Entity entity) override;
  void UsePacks(const docket::Members& members, std::string_view name);
  base::Result<void> CheckRow(const docket::Entity& entity, FindingLog& findings) const;

  const Ground ground_;
  docket::RuleBook rules_;
  const docket::Folder folder_;
  const Reader reader_;
  EntryEvents events_;
  std::map<docket::EntityName, docket::Entity> entities_;
};

}  // namespace reqledger::log
