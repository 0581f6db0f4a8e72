// Which key a ledger's notes must be signed by, and whether somebody outside vouches for it.
//
// Trust: a pinned key decides whom to believe; a key that came with the ledger decides nothing.
// Source: docs/formats.md section 8.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/key.h"
#include "ledger/note/note.h"
#include "ledger/note/policy.h"

namespace reqledger::log {

// A note that has a checkpoint's text, whoever signed it.
struct CheckpointNote {
  note::SignedNote note;
  note::Checkpoint checkpoint;
};
// Errors: invalid_argument for other bytes, those with further lines in the text among them.
base::Result<CheckpointNote> ReadCheckpoint(std::string_view bytes);

// That the key's name is the origin, and the first line of its name and id verifies.
bool IsSignedBy(const CheckpointNote& note, const note::VerifierKey& key);

struct LedgerKey {
  std::optional<note::VerifierKey> key;
  bool pinned = false;
};

struct KeyChoice {
  std::vector<note::VerifierKey> pinned;
  const note::Policy* policy = nullptr;  // its logs are pinned keys too
  std::string_view own_vkey_file;        // data/keys/ledger.vkey, where none is pinned
};
// `checkpoint` may be null. Of several pinned keys the first that signed it, else one of its
// origin, else any.
LedgerKey ChooseKey(const KeyChoice& choice, const CheckpointNote* checkpoint);

// SHA-256 of the vkey's text, in hex: what two people compare over the telephone.
std::string KeyFingerprint(const note::VerifierKey& key);

}  // namespace reqledger::log
