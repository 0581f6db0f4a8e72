// The forms of the eight core members, as they are opened.
//
// Units: values are canonical JSON text; a slot is 0 to 7.
// Threads: everything here may run on any thread.
// Source: docs/formats.md section 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace reqledger::log {

// The slots of the core members.
enum CoreSlot : int {
  kTypeSlot = 0,
  kSchemaSlot = 1,
  kMatterSlot = 2,
  kMatterSeqSlot = 3,
  kMatterPrevSlot = 4,
  kOccurredAtSlot = 5,
  kRecordedAtSlot = 6,
  kRecordedBySlot = 7,
};

// True where `value` has the form of the core member at `slot`.
bool IsCoreValue(int slot, std::string_view value);

// The slot of a core name; nothing for any other.
std::optional<int> CoreSlotOf(std::string_view name);

// The text of a canonical JSON string; nothing for another kind of value.
std::optional<std::string> StringValue(std::string_view value);

// What the core member `schema` names.
struct SchemaName {
  crypto::Hash sha256;
  std::string type;
  std::int64_t version = 0;
};
std::optional<SchemaName> ParseSchemaName(std::string_view value);

}  // namespace reqledger::log
