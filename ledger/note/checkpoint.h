// Checkpoints: the note by which a log commits to its tree.
//
// Errors: invalid_argument for a text that is no checkpoint; untrusted as VerifyNote, and where no
// key of the origin's own name signed.
// Trust: once opened it is the log's word for (size, root), no more. Extension lines are counted
// and never read.
// Source: C2SP tlog-checkpoint.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"
#include "ledger/note/key.h"
#include "ledger/note/note.h"
#include "ledger/note/signer.h"

namespace reqledger::note {

struct Checkpoint {
  std::string origin;
  merkle::TreeHead head;
  std::size_t extension_lines = 0;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

base::Result<Checkpoint> ParseCheckpoint(std::string_view text);

// The text to be signed. Extension lines are never written.
std::string SerializeCheckpointText(std::string_view origin, const merkle::TreeHead& head);

// The whole note; the origin is the signer's name.
std::string SignCheckpoint(const NoteSigner& signer, const merkle::TreeHead& head);
// With a line by each, in this order: of a key and of the one that takes its place. All have one
// name.
std::string SignCheckpoint(std::span<const NoteSigner* const> signers,
                           const merkle::TreeHead& head);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
  std::vector<VerifiedSignature> verified;  // by index into the keys it was opened with
};

// `keys` may hold witness keys too, but it is a log key (type 0x01) of the origin's name that
// opens.
base::Result<OpenedCheckpoint> OpenCheckpoint(std::string_view bytes,
                                              std::span<const VerifierKey> keys);

}  // namespace reqledger::note
