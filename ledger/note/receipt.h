// Proof files (.tlog-proof): an entry's place in a log, provable without the log.
//
// Errors: invalid_argument for bytes that are no proof file; untrusted where it does not verify.
// Limits: 63 hashes; a checkpoint of 64 KiB; an extra line within 64 KiB.
// Trust: `extra` is not authenticated by anything.
// Source: C2SP tlog-proof.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/merkle/tree.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/key.h"
#include "ledger/note/policy.h"

namespace reqledger::note {

struct TlogProof {
  std::uint64_t index = 0;
  std::vector<merkle::Hash> hashes;  // as in merkle::InclusionProof
  std::string checkpoint;            // byte for byte
  std::string extra;                 // empty for none
  friend bool operator==(const TlogProof&, const TlogProof&) = default;
};

base::Result<TlogProof> ParseTlogProof(std::string_view bytes);
std::string SerializeTlogProof(const TlogProof& proof);

// That the entry of `leaf_hash` is at the proof's index in the log of one of `log_keys`.
base::Result<Checkpoint> VerifyTlogProof(const TlogProof& proof, const merkle::Hash& leaf_hash,
                                         std::span<const VerifierKey> log_keys);

// And that the checkpoint meets `policy`.
base::Result<TrustedCheckpoint> VerifyTlogProof(const TlogProof& proof,
                                                const merkle::Hash& leaf_hash, const Policy& policy,
                                                std::span<const VerifierKey> log_keys = {});

}  // namespace reqledger::note
