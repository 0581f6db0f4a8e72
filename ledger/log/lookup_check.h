// The lookup rows against what the entries make of them.
//
// A matter whose personal key does not open has no such rows to speak of: neither are they missed
// nor are they too many.
//
// Threads: CheckEntry on any thread; the rest one at a time.
// Limits: about 100 bytes for each value that a correction brings.
// Source: ledger/log/lookup.h.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"
#include "ledger/log/finding.h"
#include "ledger/log/lookup.h"
#include "ledger/log/reader.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// The ledger's own schema files, which say what identifies what.
using SchemasByDigest = std::map<crypto::Hash, event::Schema>;

// The one that a core member `schema` names: `{"sha256":"<64 hex digits>",…}`. Null where the
// member is not opened, or names none of these.
const event::Schema* FindSchema(const std::string* core_member, const SchemasByDigest& schemas);

class LookupCheck {
 public:
  // All outlive the check.
  LookupCheck(const store::Store& store, const vault::Vault& vault, const SchemasByDigest& schemas)
      : store_(store), vault_(vault), schemas_(schemas), reader_(store, vault) {}

  using Members = std::vector<event::Member>;  // opened, in any order
  struct EntryRows {
    std::uint64_t own = 0;               // that no other entry makes
    std::vector<std::string> corrected;  // keys of those that it makes for the entry it corrects
  };
  struct Place {
    const vault::MatterKeys& keys;
    std::uint64_t seq = 0;
  };
  // That each row which the entry makes is there.
  EntryRows CheckEntry(const Members& members, const event::Schema& schema, const Place& place,
                       std::vector<Finding>& findings) const;

  void Append(const EntryRows& rows);
  // After the last entry: how many rows there are that no entry makes. Errors: corrupt for a row
  // that is not in form.
  base::Result<std::uint64_t> TooMany() const;

 private:
  EntryRows CheckCorrection(const Members& members, const Place& place,
                            std::vector<Finding>& findings) const;
  // The key of the row. Where it is not there as it should be, that is a finding at `found_at`.
  std::string CheckRow(const LookupValue& value, const Place& place, std::uint64_t found_at,
                       std::vector<Finding>& findings) const;

  const store::Store& store_;
  const vault::Vault& vault_;
  const SchemasByDigest& schemas_;
  const Reader reader_;
  std::uint64_t own_ = 0;
  std::set<std::string> corrected_;
};

}  // namespace reqledger::log
