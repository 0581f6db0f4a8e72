// Who may sign a note: keys by name and number, and their one-line texts.
//
// Errors: invalid_argument for a text that is no key.
// Trust: a verifier key is public but decides whom to believe: it comes from where the operator's
// word comes from, never from the note. A signer key is a secret.
// Source: C2SP signed-note.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/secret.h"

namespace reqledger::note {

// The first byte of an encoded key. Other values occur and are kept.
enum class KeyType : std::uint8_t {
  kEd25519 = 0x01,             // signs the text of a note
  kEcdsa = 0x02,               // its key id is made of the key alone
  kEd25519Cosignature = 0x04,  // signs a time and the text of a checkpoint
  kMlDsa44Cosignature = 0x06,  // signs a time and a subtree; OpenSSL 3.0 cannot verify it
};

// 1 to 255 bytes of UTF-8 without white space, control characters and '+'.
bool IsKeyName(std::string_view name);

class VerifierKey {
 public:
  // "<name>+<8 hex digits>+<base64 of type and key>", the number being the right one.
  static base::Result<VerifierKey> Parse(std::string_view text);
  static base::Result<VerifierKey> FromPublicKey(std::string_view name, KeyType type,
                                                 std::string_view public_key);
  std::string Serialize() const;

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  std::uint32_t id() const { return id_; }  // a label to find the key by, no proof of anything
  const std::string& public_key() const { return public_key_; }

  // False for a type that this program cannot verify; such a key vouches for nothing.
  bool usable() const { return ed25519_.has_value(); }

  // Whether `signature`, the bytes behind the key id of a signature line, is by this key over a
  // note of `text`.
  bool Verify(std::string_view text, std::string_view signature) const;

  friend bool operator==(const VerifierKey& a, const VerifierKey& b) {
    return a.name_ == b.name_ && a.type_ == b.type_ && a.public_key_ == b.public_key_;
  }

 private:
  VerifierKey() = default;

  std::string name_;
  KeyType type_ = KeyType::kEd25519;
  std::uint32_t id_ = 0;
  std::string public_key_;
  std::optional<crypto::Ed25519PublicKey> ed25519_;
};

}  // namespace reqledger::note
