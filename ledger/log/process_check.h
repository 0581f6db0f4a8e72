// The docket as the entries make it, by the rule packs that they name; and what it finds of the
// process: steps that no machine expects, deadlines that were missed.
//
// Errors: io, from reading entries again.
// Threads: one at a time, entries in order.
// Limits: memory grows with the demands, obligations and challenges, about 2 KB each.
// Source: docs/docket.md; docs/formats.md section 8.7.
#pragma once

#include <map>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/opened_event.h"
#include "ledger/log/opening.h"

namespace reqledger::log {

class ProcessCheck final : private docket::EntitySource {
 public:
  // `earlier` reads again what Append was given, for corrections; it outlives this.
  ProcessCheck(docket::RuleBook rules, SchemaFinder schemas, docket::EventSource& earlier);

  base::Result<void> Append(const Opening& opening);
  // After the last entry.
  void Finish(FindingLog& findings) const;

  // All that the entries so far make, what they remember of rule packs among it.
  using Entities = std::map<docket::EntityName, docket::Entity>;
  const Entities& entities() const { return entities_; }

 private:
  base::Result<docket::Entity*> Find(const docket::EntityName& name) override;
  docket::Entity& Create(docket::Entity entity) override;
  void UsePacks(const docket::FoldEvent& event);

  docket::RuleBook rules_;
  const docket::Folder folder_;
  const SchemaFinder schemas_;
  docket::EventSource& earlier_;
  Entities entities_;
};

}  // namespace reqledger::log
