// The docket as the entries make it, by the rule packs that they name; and what it finds of the
// process: steps that no machine expects, deadlines that were missed, events recorded late.
//
// Errors: io, from reading entries again.
// Threads: one at a time, entries in order.
// Limits: memory grows with the demands, obligations and challenges, about 2 KB each. Where work is
// bounded, it is linear in the entries, however they hang together.
// Trust: none is needed of entries and rules, where work is bounded.
// Source: docs/docket.md; docs/formats.md section 8.7.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/docket/rule_book.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/opened_event.h"
#include "ledger/log/opening.h"

namespace reqledger::log {

// The codes that a ProcessCheck raises.
inline constexpr std::string_view kProcessCodes[] = {code::kStateTransition, code::kDeadlineMissed,
                                                     code::kRecordLate};
// None of them was checked, for this reason.
void NoteProcessNotChecked(std::string_view reason, FindingLog& findings);

class ProcessCheck final : private docket::EntitySource {
 public:
  enum class Work { kUnbounded, kBounded };
  struct Ground {
    IdentifierFinder identifiers;
    docket::EventSource& earlier;  // reads again what Append was given, for corrections
    Work work = Work::kUnbounded;
  };
  // What `ground` refers to outlives this.
  ProcessCheck(docket::RuleBook rules, Ground ground);

  base::Result<void> Append(const Opening& opening);
  // After the last entry: what was found, or why nothing could be.
  void Finish(FindingLog& findings) const;

  // All that the entries so far make, what they remember of rule packs among it.
  using Entities = std::map<docket::EntityName, docket::Entity>;
  const Entities& entities() const { return entities_; }

 private:
  base::Result<docket::Entity*> Find(const docket::EntityName& name) override;
  docket::Entity& Create(docket::Entity entity) override;
  base::Result<void> Spend(std::uint64_t steps) override;
  void UsePacks(const docket::FoldEvent& event);
  void Remember(const docket::FoldEvent& event);
  void NoteLate(const Opening& opening, const docket::FoldEvent& event);

  docket::RuleBook rules_;
  const docket::Folder folder_;
  const Ground ground_;
  Entities entities_;
  std::vector<std::uint64_t> late_;  // events recorded late
  std::uint64_t steps_left_;
  std::optional<std::string_view> not_checked_;  // why
};

}  // namespace reqledger::log
