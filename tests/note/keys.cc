#include "tests/note/keys.h"

#include "ledger/base/check.h"
#include "ledger/crypto/sha256.h"
#include "tests/merkle/tlog_vectors.h"

namespace reqledger::note {

using merkle::VectorBytes;
using merkle::VectorText;

VerifierKey ParseKey(std::string_view vkey) {
  auto key = VerifierKey::Parse(vkey);
  REQ_CHECK(key.has_value());
  return *std::move(key);
}

NoteSigner MakeSigner(std::string_view name, KeyType type, std::string_view seed_label) {
  const crypto::Hash seed = crypto::Sha256::Digest(seed_label);
  auto signer = NoteSigner::FromSeed(name, type, crypto::SecretBytes(seed.view()));
  REQ_CHECK(signer.has_value());
  return *std::move(signer);
}

VerifierKey LogKey() { return ParseKey(VectorText("/keys/log_ed_vkey")); }
VerifierKey WitnessKey() { return ParseKey(VectorText("/keys/w1_vkey_04")); }
VerifierKey MlDsaWitnessKey() { return ParseKey(VectorText("/keys/w2_vkey")); }

NoteSigner LogSigner() {
  auto signer = NoteSigner::Parse(VectorText("/keys/log_ed_skey"));
  REQ_CHECK(signer.has_value());
  return *std::move(signer);
}

NoteSigner WitnessSigner() {
  auto signer = NoteSigner::FromSeed(VectorText("/keys/w1"), KeyType::kEd25519Cosignature,
                                     crypto::SecretBytes(VectorBytes("/keys/w1_seed")));
  REQ_CHECK(signer.has_value());
  return *std::move(signer);
}

std::string Checkpoint7() { return VectorText("/checkpoint7"); }
std::string WitnessLine() { return VectorText("/cosig_v1_line"); }
std::string MlDsaWitnessLine() { return VectorText("/mldsa_cosig_line"); }

std::string SignedBy(std::string_view text, const std::vector<const NoteSigner*>& signers) {
  SignedNote note{std::string(text), {}};
  for (const NoteSigner* signer : signers) note.signatures.push_back(signer->Sign(text));
  return SerializeNote(note);
}

}  // namespace reqledger::note
