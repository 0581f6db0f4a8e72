// The present of one demand, obligation or challenge: what the docket keeps of it between events.
//
// Units: seqs are of ledger entries; due instants are exact, and written with the offset of the
// place. Errors: corrupt for bytes that Serialize did not write. Trust: facts are sealed members; a
// serialized entity is encrypted with its matter.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/docket/members.h"

namespace reqledger::docket {

enum class DeadlineStatus { kOpen, kSuspended, kMet, kMissed, kExtended, kCancelled };
std::string_view StatusName(DeadlineStatus status);
std::optional<DeadlineStatus> StatusOf(std::string_view name);  // nothing where it is none

struct Deadline {
  std::string id;    // unique within its subject
  std::string rule;  // empty for a date that the paper prints
  std::string pack;  // label of the pack that holds the rule
  std::uint64_t trigger_seq = 0;
  std::string trigger_at;  // as the paper says it: a day, or RFC 3339
  std::string time_zone;   // of the place
  base::Instant strict_due;
  base::Instant legal_due;
  bool holidays_known = true;
  bool live = false;  // started by a live event: the daemon raises its end
  DeadlineStatus status = DeadlineStatus::kOpen;
  std::optional<std::uint64_t> closed_by;     // seq of what met, missed, extended or cancelled it
  bool late = false;                          // met, but after the legal end
  std::optional<base::Instant> suspended_at;  // since when production is stayed

  bool pending() const {
    return status == DeadlineStatus::kOpen || status == DeadlineStatus::kSuspended;
  }
};

// One line of the register of an obligation: somebody was told.
struct Told {
  std::uint64_t seq = 0;
  std::string recipient_class;
  std::string told_at;  // occurred_at, canonical JSON
  bool told_of_duty = false;
};

// A notice about a demand as it stands: what its last event said of it.
struct Notice {
  std::uint64_t seq = 0;  // of that event
  Members facts;          // its members that the machine keeps of notices, and its `type`
};

// What is named together: "demand:2023-00417-D1".
struct EntityName {
  std::string entity;
  std::string id;
  friend auto operator<=>(const EntityName&, const EntityName&) = default;
};

struct Entity {
  EntityName name;
  std::string matter;
  std::uint64_t defined_seq = 0;
  std::string state;
  std::string previous;  // the state before the last change
  Members facts;
  std::vector<std::uint64_t> seqs;         // every entry that is about it, ascending
  std::vector<std::uint64_t> irregular;    // those that its machine did not expect
  std::vector<std::uint64_t> corrections;  // those that corrected others
  std::vector<Deadline> deadlines;
  std::vector<Told> told;                 // of an obligation
  std::set<std::string> obligations;      // of a demand: what binds or bound it
  std::set<std::string> stays;            // of a demand: challenges that stay its production
  std::map<std::string, Notice> notices;  // of a demand, by their ids
  std::set<EntityName> related;           // whatever an entry named together with it

  // Canonical JSON.
  std::string Serialize() const;
  static base::Result<Entity> Parse(std::string_view json);
};

}  // namespace reqledger::docket
