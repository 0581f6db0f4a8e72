#include "ledger/log/rotation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "ledger/log/key_lineage.h"
#include "ledger/log/ledger_key.h"
#include "ledger/log/reader.h"
#include "ledger/note/checkpoint.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Fail;
using base::Result;

bool Names(const OpenedEntry& entry, const std::string& vkey) {
  const std::string* const vkeys = entry.Find("vkeys");
  return vkeys != nullptr && NamesVkey(*vkeys, vkey);
}

// Whether the last entry is the one that names the key to come: nothing is committed behind it
// before the rotation is through.
Result<bool> IsAnnounced(const note::NoteSigner& next, const Reader& reader,
                         const merkle::TreeHead& head) {
  if (head.size == 0) return false;
  ASSIGN_OR_RETURN(const OpenedEntry last, reader.Open(head.size - 1));
  return last.Text("type") == kKeyRotated && Names(last, next.verifier().Serialize());
}

// Steps 4 to 8 (signing_key.cc). Ed25519 is deterministic: the note is the one that may be there.
Result<void> GoOn(SigningKey& key, store::Store& store, const merkle::TreeHead& head) {
  const std::array<const note::NoteSigner*, 2> both = {&key.signer(), key.next()};
  RETURN_IF_ERROR(store.PutCheckpoint(head.size, note::SignCheckpoint(both, head)));
  return key.PutNextInPlace();
}

Result<Settled> SettleFiles(SigningKey& key, store::Store& store, const Reader& reader,
                            const merkle::TreeHead& head) {
  if (key.next() == nullptr) {
    ASSIGN_OR_RETURN(const bool finished, key.FinishAfterCrash());
    if (!finished) RETURN_IF_ERROR(key.DropNext());  // one that was never whole
    return finished ? Settled::kFinished : Settled::kNothing;
  }
  ASSIGN_OR_RETURN(const bool announced, IsAnnounced(*key.next(), reader, head));
  if (announced) {
    RETURN_IF_ERROR(GoOn(key, store, head));
    return Settled::kFinished;
  }
  RETURN_IF_ERROR(key.DropNext());
  return Settled::kUndone;
}

base::Error Replaced(const std::string& what) {
  return {Code::kUntrusted,
          "ledger.skey is not the key that signs: " + what + " names or is signed by another",
          {},
          "signing_key_replaced"};
}

bool HasTwoLogLines(const CheckpointNote& note) {
  return std::ranges::count(note.note.signatures, note.checkpoint.origin,
                            &note::NoteSignature::name) > 1;
}

// In O(1): by the last published checkpoint, and by what the entry under it says where that is a
// rotation's; before the first, by genesis. A rotation publishes, so no later one is missed.
Result<void> CheckKeyInForce(const SigningKey& key, const store::Store& store,
                             const Reader& reader) {
  const auto latest = store.LatestCheckpoint();
  if (!latest && latest.error().code != Code::kNotFound) return Fail(latest.error());
  if (!latest) {
    ASSIGN_OR_RETURN(const OpenedEntry genesis, reader.Open(0));
    return Names(genesis, key.vkey()) ? Result<void>() : Fail(Replaced("the first entry"));
  }
  const std::string what = "the published checkpoint of size " + std::to_string(latest->size);
  const auto note = ReadCheckpoint(latest->bytes);
  if (!note) return Fail(Code::kCorrupt, what + ": " + note.error().message);
  if (!IsSignedBy(*note, key.signer().verifier())) return Fail(Replaced(what));
  if (!HasTwoLogLines(*note) || latest->size == 0) return {};
  ASSIGN_OR_RETURN(const OpenedEntry last, reader.Open(latest->size - 1));
  if (last.Text("type") != kKeyRotated || Names(last, key.vkey())) return {};
  return Fail(Replaced("entry " + std::to_string(last.seq)));
}

}  // namespace

Result<Settled> SettleRotation(SigningKey& key, store::Store& store, const vault::Vault& vault,
                               const merkle::TreeHead& head) {
  const Reader reader(store, vault);
  ASSIGN_OR_RETURN(const Settled settled, SettleFiles(key, store, reader, head));
  RETURN_IF_ERROR(CheckKeyInForce(key, store, reader));
  return settled;
}

Result<std::vector<std::uint64_t>> RotationsBelow(const store::Store& store, std::uint64_t size) {
  std::vector<std::uint64_t> seqs;
  RETURN_IF_ERROR(store.Checkpoints([&](std::uint64_t at, std::string_view bytes) -> Result<void> {
    if (at == 0 || at > size) return {};
    const auto note = ReadCheckpoint(bytes);
    if (note && HasTwoLogLines(*note)) seqs.push_back(at - 1);
    return {};
  }));
  return seqs;
}

Result<std::optional<std::string>> PromiseInForce(const store::Store& store,
                                                  const vault::Vault& vault, std::uint64_t size) {
  ASSIGN_OR_RETURN(const auto rotations, RotationsBelow(store, size));
  const std::uint64_t seq = rotations.empty() ? 0 : rotations.back();
  ASSIGN_OR_RETURN(const OpenedEntry entry, Reader(store, vault).Open(seq));
  std::string promise = entry.Text("next_keys_sha256");
  return promise.empty() ? std::nullopt : std::optional(std::move(promise));
}

}  // namespace reqledger::log
