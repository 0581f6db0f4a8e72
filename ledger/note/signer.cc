// skey = "PRIVATE+KEY+" name "+" key-id "+" base64( type seed )

#include "ledger/note/signer.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/note/key_text.h"

namespace reqledger::note {
namespace {

constexpr std::string_view kPrefix = "PRIVATE+KEY+";

}  // namespace

NoteSigner::NoteSigner(VerifierKey verifier, crypto::Ed25519PrivateKey key,
                       crypto::SecretBytes seed)
    : verifier_(std::move(verifier)), key_(std::move(key)), seed_(std::move(seed)) {}

base::Result<NoteSigner> NoteSigner::Parse(std::string_view text) {
  using base::Code;
  if (!text.starts_with(kPrefix)) {
    return base::Fail(Code::kInvalidArgument, "signer key: does not begin with PRIVATE+KEY+");
  }
  ASSIGN_OR_RETURN(const KeyText parts, ParseKeyText(text.substr(kPrefix.size())));
  ASSIGN_OR_RETURN(NoteSigner signer, FromSeed(parts.name, parts.type, parts.bytes));
  if (signer.verifier().id() != parts.id) {
    return base::Fail(Code::kInvalidArgument, "signer key: the id is not that of the key");
  }
  return signer;
}

base::Result<NoteSigner> NoteSigner::FromSeed(std::string_view name, KeyType type,
                                              const crypto::SecretBytes& seed) {
  if (type != KeyType::kEd25519 && type != KeyType::kEd25519Cosignature) {
    return base::Fail(base::Code::kInvalidArgument, "signer key: not an Ed25519 key");
  }
  ASSIGN_OR_RETURN(crypto::Ed25519PrivateKey key, crypto::Ed25519PrivateKey::FromSeed(seed.view()));
  ASSIGN_OR_RETURN(VerifierKey verifier,
                   VerifierKey::FromPublicKey(name, type, key.public_bytes()));
  return NoteSigner(std::move(verifier), std::move(key), seed);
}

crypto::SecretBytes NoteSigner::Serialize() const {
  std::string parts = SerializeKeyText(verifier_, seed_.view());
  std::string text;
  text.reserve(kPrefix.size() + parts.size());  // growing would leave copies behind
  text += kPrefix;
  text += parts;
  crypto::SecretBytes secret(text);
  crypto::Wipe(parts);
  crypto::Wipe(text);
  return secret;
}

NoteSignature NoteSigner::Sign(std::string_view text) const {
  REQ_CHECK(verifier_.type() == KeyType::kEd25519);
  return SignMessage("", text);
}

NoteSignature NoteSigner::SignMessage(std::string_view prefix, std::string_view message) const {
  return {.name = verifier_.name(),
          .key_id = verifier_.id(),
          .bytes = std::string(prefix) + key_.Sign(message)};
}

}  // namespace reqledger::note
