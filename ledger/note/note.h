// Signed notes: a text, a blank line, and lines by those who signed it.
//
// Errors: invalid_argument for bytes that are no note; untrusted where no known key signed it, or
// one is shown to have signed what it did not.
// Limits: 100 signature lines, 64 KiB.
// Trust: the text is anyone's until VerifyNote has said yes.
// Source: C2SP signed-note.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/note/key.h"

namespace reqledger::note {

// One line. `bytes` are those behind the key id, whatever the type of the key.
struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;
  friend auto operator<=>(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  std::string text;  // with its final newline
  std::vector<NoteSignature> signatures;
  friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

base::Result<SignedNote> ParseNote(std::string_view bytes);
std::string SerializeNote(const SignedNote& note);

// Signature lines alone, as a witness answers with; at least one.
base::Result<std::vector<NoteSignature>> ParseSignatureLines(std::string_view bytes);
std::string SerializeSignatureLine(const NoteSignature& signature);

// Key `key` of the list given signed line `signature` of the note.
struct VerifiedSignature {
  std::size_t key = 0;
  std::size_t signature = 0;
  friend auto operator<=>(const VerifiedSignature&, const VerifiedSignature&) = default;
};

// Which of `keys` signed; at least one. Lines by unknown keys, by keys that are not usable, and
// further lines by the same key do not count.
base::Result<std::vector<VerifiedSignature>> VerifyNote(const SignedNote& note,
                                                        std::span<const VerifierKey> keys);

}  // namespace reqledger::note
