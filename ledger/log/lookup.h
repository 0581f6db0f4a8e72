// By what entries are found again: selectors and customers, as rows that hold neither.
//
// Units: the row of one value of one entry, integers big-endian:
//   key    matter handle[16] ‖ name[32] ‖ place[16]
//   value  encrypted: u64 seq
// under the matter's personal key: name = HMAC("reqledger/lookup/v1" ‖ 0x00 ‖ kind ‖ 0x00 ‖ rule ‖
// 0x00 ‖ value), place = the first half of HMAC("reqledger/lookup-place/v1" ‖ 0x00 ‖ name ‖ u64
// seq). Kind and rule are words of the annotation x-lookup, `as_is` where it gives no rule. The seq
// does not stand in the clear: few types of events have such rows, and it would tell the type.
// Errors: as the store and the vault; corrupt for a row that is not in form.
// Trust: without the personal key nobody can try a value out; with it all of a matter's can be.
// Source: schemas/README.md for x-lookup.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// A value as it is compared.
struct LookupValue {
  event::LookupKind kind = event::LookupKind::kSelector;
  event::LookupRule rule = event::LookupRule::kAsIs;
  std::string text;
  friend auto operator<=>(const LookupValue&, const LookupValue&) = default;
};

// What `members`, of an event under `schema`, are found by; each value once, in order. A member
// that is not in the form of its schema is found by nothing.
std::vector<LookupValue> LookupsOf(const std::vector<event::Member>& members,
                                   const event::Schema& schema);

// The members that a correction puts in place of those of the entry that it corrects: the ones that
// are personal, since all others are found by nothing.
std::vector<event::Member> CorrectedMembers(const std::vector<event::Member>& correction);

// Everything that `text`, typed by a person who does not know the type, may stand for.
std::vector<LookupValue> LookupsFor(event::LookupKind kind, std::string_view text);

// The key of the row, which tells nobody without the personal key anything.
std::string LookupKey(const vault::MatterKeys& keys, const LookupValue& value, std::uint64_t seq);
store::Row LookupRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const LookupValue& value, std::uint64_t seq);
base::Result<std::uint64_t> OpenLookupRow(const vault::Vault& vault, std::string_view key,
                                          std::string_view value);

// Each lookup row with the keys of its matter, matter by matter. Rows that no key opens any more,
// since what they were found by was erased, are passed over.
using LookupVisitor = std::function<base::Result<void>(
    const vault::MatterKeys& keys, std::string_view key, std::string_view value)>;
base::Result<void> ForEachLookupRow(const store::Store& store, const vault::Vault& vault,
                                    const LookupVisitor& visitor);

// The entries that `text` finds, ascending; in time that grows with all rows of all matters.
base::Result<std::vector<std::uint64_t>> FindByLookup(const Reader& reader, event::LookupKind kind,
                                                      std::string_view text);

}  // namespace reqledger::log
