// What a recorder submits: one JSON object about one demand, secrecy order, challenge or notice.
//
// Errors: invalid_argument with a Violation a broken rule; too_large over the size limit.
// Limits: kEventInputBytesMax as sent, kEventBytesMax in canonical form, depth kEventDepthMax.
// Source: docs/formats.md section 2.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/base/result.h"
#include "ledger/base/time.h"

namespace reqledger::event {

// The members of slots 0 to 7, in slot order. A submitter gives type, matter and occurred_at; the
// daemon adds the rest.
inline constexpr std::array<std::string_view, base::kCoreSlots> kCoreNames = {
    "type",        "schema",      "matter",      "matter_seq",
    "matter_prev", "occurred_at", "recorded_at", "recorded_by"};

// The matter of the daemon's own events.
inline constexpr std::string_view kLedgerMatter = "ledger";

struct Member {
  std::string name;
  std::string value;  // canonical JSON text
};

struct Event {
  std::string type;
  std::string matter;
  std::string occurred_at;  // canonical JSON text of the object
  std::optional<std::string> idempotency_key;
  std::vector<Member> members;  // all others, in ascending byte order of their names
  std::string canonical;        // the whole without idempotency_key: what "the same event" compares
};

base::Result<Event> ParseEvent(std::string_view json);

// An event of the daemon's own making. `occurred_at` and the members' values are canonical JSON;
// the members come in any order.
Event MakeEvent(std::string_view type, std::string_view matter, std::string_view occurred_at,
                std::vector<Member> members);

// `{"precision":"instant","value":"…"}`: the occurred_at of a daemon-made event.
std::string OccurredAtInstant(base::Instant instant);

// The value of member `name` as canonical JSON text; null where the event has none.
const std::string* FindMember(const Event& event, std::string_view name);

// True where member `mode` says `historical`.
bool IsHistorical(const Event& event);

// Who may submit an event of this type in this matter.
enum class Privilege {
  kAnyone,          // any recorder of the matter
  kCorrection,      // a recorder, for an entry of the same matter
  kHistoricalOnly,  // a recorder in a historical import; otherwise the daemon alone
  kDaemonOnly,      // never submitted
};
Privilege PrivilegeOf(std::string_view type, std::string_view matter);
bool IsDaemonType(std::string_view type);  // kDaemonOnly in every matter

bool IsType(std::string_view text);        // `demand.received`: two words or more, joined by dots
bool IsMatter(std::string_view text);      // [A-Za-z0-9][A-Za-z0-9._:/-]{0,127}
bool IsIdentifier(std::string_view text);  // [A-Za-z0-9._:-]{1,64}

}  // namespace reqledger::event
