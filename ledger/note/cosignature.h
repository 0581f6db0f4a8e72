// Cosignatures: a witness's word that it saw a checkpoint at a time and nothing that contradicts
// it.
//
// Units: timestamps are POSIX seconds, 1 to 2^63 − 1 on a checkpoint.
// Errors: invalid_argument for bytes or values that no cosignature has.
// Source: C2SP tlog-cosignature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/merkle/subtree.h"
#include "ledger/merkle/tree.h"
#include "ledger/note/key.h"
#include "ledger/note/note.h"
#include "ledger/note/signer.h"

namespace reqledger::note {

inline constexpr std::uint64_t kTimestampMax = INT64_MAX;
inline constexpr std::size_t kMlDsa44SignatureBytes = 2420;
inline constexpr std::size_t kMlDsa44PublicKeyBytes = 1312;

// What a signature line by a cosignature key holds behind the key id.
struct Cosignature {
  std::uint64_t timestamp = 0;
  std::string signature;
  friend bool operator==(const Cosignature&, const Cosignature&) = default;
};

// Timestamp 0 is refused for Ed25519 and means "no claim about time" for ML-DSA-44.
base::Result<Cosignature> ParseCosignature(KeyType type, std::string_view bytes);

// What an Ed25519 cosignature (0x04) signs: the time and the whole text of the note.
std::string CosignatureMessage(std::uint64_t timestamp, std::string_view text);

// The signature line of a 0x04 key over `text`. The time is the caller's to vouch for.
base::Result<NoteSignature> Cosign(const NoteSigner& signer, std::uint64_t timestamp,
                                   std::string_view text);

// What an ML-DSA-44 cosignature (0x06) states.
struct SubtreeStatement {
  std::string cosigner;
  std::uint64_t timestamp = 0;  // 0 unless the subtree starts at 0
  std::string origin;
  merkle::Subtree subtree;  // [0, size) for a checkpoint
  merkle::Hash hash;
};

// The bytes that are signed. They can be built here and signed or verified elsewhere: OpenSSL 3.0
// has no ML-DSA.
base::Result<std::string> SubtreeMessage(const SubtreeStatement& statement);

}  // namespace reqledger::note
