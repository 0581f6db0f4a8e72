// What may be asked of the docket: the present of every entity, and of one matter's at any day.
//
// Errors: as the store and the vault; corrupt for a row that is not in form.
// Threads: any number at once, beside the sequencer.
// Limits: ForEach opens a row for each demand, obligation and challenge that the ledger ever had.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"

namespace reqledger::log {

class DocketReader {
 public:
  // All outlive this.
  DocketReader(const Reader& reader, const event::SchemaCatalogue& catalogue,
               const docket::RuleBook& rules)
      : reader_(reader), catalogue_(catalogue), rules_(rules) {}

  using Visitor = std::function<base::Result<void>(const docket::Entity&)>;
  // In no order that means anything. Rows of erased matters are passed over.
  base::Result<void> ForEach(const Visitor& visitor) const;

  // Nothing where there is no such entity, or its matter was erased.
  base::Result<std::optional<docket::Entity>> Find(const docket::EntityName& name) const;

  // The entities of `matter` and those of other matters that hang together with them, made from the
  // entries below `size` that happened before `until`.
  using Entities = std::map<docket::EntityName, docket::Entity>;
  base::Result<Entities> OfMatter(std::string_view matter, std::uint64_t size,
                                  std::optional<base::Instant> until) const;

  const docket::RuleBook& rules() const { return rules_; }

 private:
  const Reader& reader_;
  const event::SchemaCatalogue& catalogue_;
  const docket::RuleBook& rules_;
};

}  // namespace reqledger::log
