// What the vault holds for one entry, turned into what a disclosures line would hold.
//
// Errors: none; a row that does not open is a finding. One that is not there, or whose key is not,
// opens nothing: what that means is for who knows of erasures to say.
// Threads: any number at once.
// Source: docs/formats.md sections 8.6 and 9.
#pragma once

#include <optional>
#include <vector>

#include "ledger/event/entry.h"
#include "ledger/log/disclosure_line.h"
#include "ledger/log/finding.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

struct VaultOpening {
  DisclosureLine line;
  bool no_row = false;  // the entry's main row is not there, or its key is not
  std::vector<Finding> findings;
};

VaultOpening OpenFromVault(const store::Store& store, const vault::Vault& vault,
                           const event::Entry& entry, const vault::EntryPlace& place);

}  // namespace reqledger::log
