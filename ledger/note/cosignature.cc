// payload         = timestamp signature              behind the key id of a signature line
// ed25519-message = "cosignature/v1" LF "time " decimal LF text
// mldsa44-message = "subtree/v1" LF 00 n1 cosigner timestamp n2 origin start end hash
// timestamp, start, end = 8 bytes, big-endian; n1, n2 = 1 byte, 1 to 255

#include "ledger/note/cosignature.h"

#include <string>

#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/ed25519.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;

constexpr std::string_view kSubtreeLabel("subtree/v1\n\0", 12);

bool IsCountedName(std::string_view name) {
  return !name.empty() && name.size() <= base::kOriginBytesMax;
}

void AppendCounted(std::string_view name, std::string& out) {
  out += static_cast<char>(name.size());
  out += name;
}

}  // namespace

base::Result<Cosignature> ParseCosignature(KeyType type, std::string_view bytes) {
  const bool is_ed25519 = type == KeyType::kEd25519Cosignature;
  if (!is_ed25519 && type != KeyType::kMlDsa44Cosignature) {
    return Fail(Code::kInvalidArgument, "cosignature: not by a cosignature key");
  }
  base::Cursor cursor(bytes);
  const auto timestamp = cursor.TakeU64();
  const std::size_t length = is_ed25519 ? crypto::kEd25519SignatureBytes : kMlDsa44SignatureBytes;
  if (!timestamp || cursor.Rest().size() != length) {
    return Fail(Code::kInvalidArgument, "cosignature: of the wrong length");
  }
  if (*timestamp > kTimestampMax || (is_ed25519 && *timestamp == 0)) {
    return Fail(Code::kInvalidArgument, "cosignature: a timestamp that cannot be");
  }
  return Cosignature{*timestamp, std::string(cursor.Rest())};
}

std::string CosignatureMessage(std::uint64_t timestamp, std::string_view text) {
  std::string message = "cosignature/v1\ntime " + std::to_string(timestamp) + "\n";
  message += text;
  return message;
}

base::Result<NoteSignature> Cosign(const NoteSigner& signer, std::uint64_t timestamp,
                                   std::string_view text) {
  if (signer.verifier().type() != KeyType::kEd25519Cosignature) {
    return Fail(Code::kInvalidArgument, "cosign: " + signer.name() + " is no cosignature key");
  }
  if (timestamp == 0 || timestamp > kTimestampMax) {
    return Fail(Code::kInvalidArgument, "cosign: a timestamp that cannot be");
  }
  std::string prefix;
  base::AppendU64(timestamp, prefix);
  return signer.SignMessage(prefix, CosignatureMessage(timestamp, text));
}

base::Result<std::string> SubtreeMessage(const SubtreeStatement& statement) {
  if (!IsCountedName(statement.cosigner) || !IsCountedName(statement.origin)) {
    return Fail(Code::kInvalidArgument, "subtree message: a name that is not 1 to 255 bytes");
  }
  const merkle::Subtree& subtree = statement.subtree;
  const bool is_empty_tree = subtree == merkle::Subtree{};
  if (!is_empty_tree && !merkle::IsValidSubtree(subtree)) {
    return Fail(Code::kInvalidArgument, "subtree message: not a valid subtree");
  }
  if (statement.timestamp > kTimestampMax || (subtree.start != 0 && statement.timestamp != 0)) {
    return Fail(Code::kInvalidArgument, "subtree message: a timestamp that cannot be");
  }
  std::string message(kSubtreeLabel);
  AppendCounted(statement.cosigner, message);
  base::AppendU64(statement.timestamp, message);
  AppendCounted(statement.origin, message);
  base::AppendU64(subtree.start, message);
  base::AppendU64(subtree.end, message);
  message += statement.hash.view();
  return message;
}

}  // namespace reqledger::note
