// What start-up finds of a rotation of the signing key: a crash inside one is gone on from or
// undone, and the key that is there must be the one that signs.
//
// Errors: untrusted, reason "signing_key_replaced", where the ledger has gone on with another key;
// corrupt, io.
// Threads: start-up's.
// Source: docs/formats.md sections 4 and 5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/log/signing_key.h"
#include "ledger/merkle/tree.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// What a crash inside a rotation came to.
enum class Settled {
  kNothing,   // there was none
  kUndone,    // no entry named the new key: it was destroyed
  kFinished,  // the entry was there: the new key signs, the old one is destroyed
};

// `head` is the tree as start-up found it to be true.
base::Result<Settled> SettleRotation(SigningKey& key, store::Store& store,
                                     const vault::Vault& vault, const merkle::TreeHead& head);

// Which published checkpoints were signed by two keys of the ledger's own name, by the last entry
// that each covers: the rotations below `size`, ascending.
base::Result<std::vector<std::uint64_t>> RotationsBelow(const store::Store& store,
                                                        std::uint64_t size);

// What the entry that names the keys of a tree of this size promises of the next ones; nothing
// where it does not.
base::Result<std::optional<std::string>> PromiseInForce(const store::Store& store,
                                                        const vault::Vault& vault,
                                                        std::uint64_t size);

}  // namespace reqledger::log
