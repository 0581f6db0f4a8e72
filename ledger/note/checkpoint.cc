// text = origin LF size LF base64( root ) LF *( extension LF )

#include "ledger/note/checkpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;

std::optional<merkle::Hash> ParseHash(std::string_view text) {
  const auto bytes = base::DecodeBase64(text);
  return bytes ? crypto::HashFromBytes(*bytes) : std::nullopt;
}

base::Result<merkle::TreeHead> ParseHead(std::string_view size_text, std::string_view root_text) {
  const auto size = base::ParseDecimal(size_text);
  if (!size) return Fail(Code::kInvalidArgument, "checkpoint: the size is no decimal number");
  const auto root = ParseHash(root_text);
  if (!root) return Fail(Code::kInvalidArgument, "checkpoint: the root is not base64 of 32 bytes");
  if (*size == 0 && *root != merkle::EmptyRoot()) {
    return Fail(Code::kInvalidArgument, "checkpoint: size 0 with another root than the empty one");
  }
  return merkle::TreeHead{*size, *root};
}

}  // namespace

base::Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  base::Cursor cursor(text);
  const auto origin = cursor.TakeLine();
  const auto size = cursor.TakeLine();
  const auto root = cursor.TakeLine();
  if (!origin || !size || !root) {
    return Fail(Code::kInvalidArgument, "checkpoint: not three lines");
  }
  if (origin->empty() || origin->size() > base::kOriginBytesMax) {
    return Fail(Code::kInvalidArgument, "checkpoint: the origin is not 1 to 255 bytes");
  }
  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  ASSIGN_OR_RETURN(checkpoint.head, ParseHead(*size, *root));
  for (; !cursor.AtEnd(); ++checkpoint.extension_lines) {
    const auto line = cursor.TakeLine();
    if (!line || line->empty()) {
      return Fail(Code::kInvalidArgument, "checkpoint: an empty or unfinished extension line");
    }
  }
  return checkpoint;
}

std::string SerializeCheckpointText(std::string_view origin, const merkle::TreeHead& head) {
  std::string text(origin);
  text += '\n';
  text += std::to_string(head.size);
  text += '\n';
  text += base::EncodeBase64(head.root.view());
  text += '\n';
  return text;
}

std::string SignCheckpoint(const NoteSigner& signer, const merkle::TreeHead& head) {
  const NoteSigner* const alone = &signer;
  return SignCheckpoint(std::span(&alone, 1), head);
}

std::string SignCheckpoint(std::span<const NoteSigner* const> signers,
                           const merkle::TreeHead& head) {
  REQ_CHECK(!signers.empty());
  SignedNote note;
  note.text = SerializeCheckpointText(signers.front()->name(), head);
  for (const NoteSigner* signer : signers) {
    REQ_CHECK(signer->name() == signers.front()->name());
    note.signatures.push_back(signer->Sign(note.text));
  }
  return SerializeNote(note);
}

base::Result<OpenedCheckpoint> OpenCheckpoint(std::string_view bytes,
                                              std::span<const VerifierKey> keys) {
  OpenedCheckpoint opened;
  ASSIGN_OR_RETURN(opened.note, ParseNote(bytes));
  ASSIGN_OR_RETURN(opened.verified, VerifyNote(opened.note, keys));
  ASSIGN_OR_RETURN(opened.checkpoint, ParseCheckpoint(opened.note.text));
  const auto is_the_log = [&](const VerifiedSignature& verified) {
    const VerifierKey& key = keys[verified.key];
    return key.type() == KeyType::kEd25519 && key.name() == opened.checkpoint.origin;
  };
  if (std::ranges::none_of(opened.verified, is_the_log)) {
    return Fail(Code::kUntrusted, "checkpoint: not signed by a known key of its origin");
  }
  return opened;
}

}  // namespace reqledger::note
