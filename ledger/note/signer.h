// The key that signs notes, and its secret text.
//
// Errors: invalid_argument for a text that is no signer key; no message quotes it.
// Trust: holds a private key. Its text is made only to be written to a key file.
// Source: C2SP signed-note; the text form is that of Go's golang.org/x/mod/sumdb/note.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/secret.h"
#include "ledger/note/key.h"
#include "ledger/note/note.h"

namespace reqledger::note {

class NoteSigner {
 public:
  // "PRIVATE+KEY+<name>+<8 hex digits>+<base64 of type and seed>", of type 0x01 or 0x04.
  static base::Result<NoteSigner> Parse(std::string_view text);
  // `type` is kEd25519 or kEd25519Cosignature.
  static base::Result<NoteSigner> FromSeed(std::string_view name, KeyType type,
                                           const crypto::SecretBytes& seed);
  crypto::SecretBytes Serialize() const;

  const std::string& name() const { return verifier_.name(); }
  const VerifierKey& verifier() const { return verifier_; }

  // The signature line of a note of `text`. Only for a key of type kEd25519; a cosignature key
  // signs through Cosign().
  NoteSignature Sign(std::string_view text) const;

  // A signature line whose payload is `prefix` and the signature of `message`.
  NoteSignature SignMessage(std::string_view prefix, std::string_view message) const;

 private:
  NoteSigner(VerifierKey verifier, crypto::Ed25519PrivateKey key, crypto::SecretBytes seed);

  VerifierKey verifier_;
  crypto::Ed25519PrivateKey key_;
  crypto::SecretBytes seed_;
};

}  // namespace reqledger::note
