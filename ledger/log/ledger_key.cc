#include "ledger/log/ledger_key.h"

#include <algorithm>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::log {

using base::Code;
using base::Fail;

base::Result<CheckpointNote> ReadCheckpoint(std::string_view bytes) {
  ASSIGN_OR_RETURN(note::SignedNote signed_note, note::ParseNote(bytes));
  ASSIGN_OR_RETURN(note::Checkpoint checkpoint, note::ParseCheckpoint(signed_note.text));
  if (checkpoint.extension_lines > 0) {
    return Fail(Code::kInvalidArgument, "checkpoint: a line behind the root");
  }
  if (checkpoint.head.size > static_cast<std::uint64_t>(base::kIntegerMax)) {
    return Fail(Code::kInvalidArgument, "checkpoint: a size over 2^53 - 1");
  }
  if (!note::IsKeyName(checkpoint.origin)) {
    return Fail(Code::kInvalidArgument, "checkpoint: an origin that no key can have");
  }
  return CheckpointNote{std::move(signed_note), std::move(checkpoint)};
}

bool IsSignedBy(const CheckpointNote& note, const note::VerifierKey& key) {
  if (key.name() != note.checkpoint.origin) return false;
  const auto line = std::ranges::find_if(note.note.signatures, [&](const auto& signature) {
    return signature.name == key.name() && signature.key_id == key.id();
  });
  return line != note.note.signatures.end() && key.Verify(note.note.text, line->bytes);
}

namespace {

std::optional<note::VerifierKey> OwnKey(std::string_view file) {
  if (!file.ends_with('\n')) return std::nullopt;
  file.remove_suffix(1);
  auto key = note::VerifierKey::Parse(file);
  if (!key || key->type() != note::KeyType::kEd25519) return std::nullopt;
  return std::move(*key);
}

}  // namespace

LedgerKey ChooseKey(const KeyChoice& choice, const CheckpointNote* checkpoint) {
  std::vector<note::VerifierKey> keys = choice.pinned;
  if (choice.policy != nullptr) {
    for (const auto& log : choice.policy->logs()) keys.push_back(log.key);
  }
  if (keys.empty()) return {OwnKey(choice.own_vkey_file), false};
  if (checkpoint == nullptr) return {keys.front(), true};
  const auto signer = std::ranges::find_if(
      keys, [&](const note::VerifierKey& key) { return IsSignedBy(*checkpoint, key); });
  if (signer != keys.end()) return {*signer, true};
  const auto named = std::ranges::find(keys, checkpoint->checkpoint.origin,
                                       [](const note::VerifierKey& key) { return key.name(); });
  return {named != keys.end() ? *named : keys.front(), true};
}

std::string KeyFingerprint(const note::VerifierKey& key) {
  return crypto::ToHex(crypto::Sha256::Digest(key.Serialize()));
}

}  // namespace reqledger::log
