// What a correction makes of the entry that it corrects, judged as the entry itself was.
//
// Errors: conflict for a member that the entry's type has not, of the other class, or that
// introduces an identifier; invalid_argument for a value that the entry's schema refuses, each
// pointing into the correction.
// Source: ledger-format "ledger.correction"; docs/docket.md.
#pragma once

#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"
#include "ledger/log/lookup.h"
#include "ledger/log/reader.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// An identifier in a member, ready to be looked up.
struct IdentifierUse {
  crypto::Hash handle;
  bool defines = false;
  std::string pointer;  // into the event, for people
};

// The identifiers that `members` define and refer to, by the annotations of `schema`.
// `pointer_prefix` stands before the pointer to each.
std::vector<IdentifierUse> IdentifiersOf(const std::vector<event::Member>& members,
                                         const event::Schema& schema, const vault::Vault& vault,
                                         std::string_view pointer_prefix = "");

struct CorrectionEffect {
  std::vector<IdentifierUse> identifiers;  // that the entry comes to refer to
  std::vector<LookupValue> lookups;        // that the entry is found by from now on
};

// `schema` is that of the corrected entry.
base::Result<CorrectionEffect> JudgeCorrection(const event::Event& correction,
                                               const OpenedEntry& corrected,
                                               const event::Schema& schema,
                                               const vault::Vault& vault);

}  // namespace reqledger::log
