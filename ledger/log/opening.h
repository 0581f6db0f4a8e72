// What is opened of one entry, judged by itself: each item at its slot, each value in its form.
//
// Threads: an OpeningJudge may be used by many threads at once.
// Errors: none; whatever is wrong becomes a finding.
// Source: docs/formats.md section 8.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/event/entry.h"
#include "ledger/event/event.h"
#include "ledger/log/disclosure_line.h"
#include "ledger/log/finding.h"
#include "ledger/log/schema_set.h"

namespace reqledger::log {

// What must be open, by whom the source is made for.
struct OpeningRules {
  bool every_slot = false;  // auditor
  bool every_core = false;  // auditor and internal
};

// What later checks need of an entry.
struct Opening {
  std::uint64_t seq = 0;
  std::vector<Finding> findings;
  bool anything = false;               // at least one item is referenced
  bool schema_not_found = false;       // so that not everything could be judged
  std::vector<event::Member> members;  // section 7's opened members, in the order of the line

  // Where every slot must be open: what is not, which an erasure may excuse (erasure_check.h).
  struct Closed {
    int slots = 0;
    bool personal_only = false;  // all of them are slots that the schema annotates as personal
    bool no_row = false;         // nothing is there that could be opened
    friend bool operator==(const Closed&, const Closed&) = default;
  };
  Closed closed = {};

  // Opened at their slots; the last four in their form only.
  std::optional<std::string> type;
  bool matter_position = false;  // matter_seq or matter_prev is open
  std::optional<std::string> matter;
  std::optional<std::uint64_t> matter_seq;
  std::optional<crypto::Hash> matter_prev;
  std::optional<base::Instant> recorded_at;

  // The value of an opened member; null where there is none.
  const std::string* Find(std::string_view name) const;
};

// An entry where it stands, which is not always where it says.
struct PlacedEntry {
  const event::Entry& entry;
  std::uint64_t place = 0;
};

class OpeningJudge {
 public:
  // `schemas` outlives the judge.
  OpeningJudge(OpeningRules rules, const SchemaSet& schemas) : rules_(rules), schemas_(schemas) {}

  // `line` may be null: nothing is opened of the entry.
  Opening Judge(const PlacedEntry& entry, const DisclosureLine* line) const;

 private:
  const OpeningRules rules_;
  const SchemaSet& schemas_;
};

// What is found of a line that belongs to no entry line that parses.
std::vector<Finding> JudgeOrphan(const DisclosureLine& line);

}  // namespace reqledger::log
