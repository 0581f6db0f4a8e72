// The block that proofs travel in: a line of base64 for each hash, then a blank line.
//
// Errors: invalid_argument.
// Limits: 63 hashes.
// Source: C2SP tlog-proof and tlog-witness.
#pragma once

#include <string>
#include <vector>

#include "ledger/base/cursor.h"
#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"

namespace reqledger::note {

void AppendHashLines(const std::vector<merkle::Hash>& hashes, std::string& out);

// Takes the block with its blank line off `cursor`.
base::Result<std::vector<merkle::Hash>> TakeHashLines(base::Cursor& cursor);

}  // namespace reqledger::note
