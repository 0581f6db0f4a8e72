// proof = "c2sp.org/tlog-proof@v1" LF [ "extra " base64 LF ] "index " decimal LF *63( hash LF ) LF
//         checkpoint

#include "ledger/note/receipt.h"

#include "ledger/base/cursor.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/note/hash_lines.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

base::Result<void> VerifyAgainst(const TlogProof& proof, const merkle::Hash& leaf_hash,
                                 const merkle::TreeHead& head) {
  const merkle::InclusionProof inclusion{proof.index, head.size, proof.hashes};
  if (proof.index >= head.size) {
    return Fail(Code::kUntrusted, "proof: index " + std::to_string(proof.index) +
                                      " is not below the checkpoint's size " +
                                      std::to_string(head.size));
  }
  return merkle::VerifyInclusion(inclusion, leaf_hash, head);
}

}  // namespace

base::Result<TlogProof> ParseTlogProof(std::string_view bytes) {
  const auto refuse = [](std::string_view why) {
    return Fail(Code::kInvalidArgument, "proof file: " + std::string(why));
  };
  if (bytes.size() > base::kReceiptBytesMax) return refuse("too long");
  base::Cursor cursor(bytes);
  if (cursor.TakeLine() != kHeader) return refuse("not c2sp.org/tlog-proof@v1");
  TlogProof proof;
  auto line = cursor.TakeLine();
  if (line && line->starts_with(kExtra)) {
    const auto extra = base::DecodeBase64(line->substr(kExtra.size()));
    if (!extra || extra->empty()) return refuse("the extra line is not base64 of anything");
    proof.extra = *extra;
    line = cursor.TakeLine();
  }
  if (!line || !line->starts_with(kIndex)) return refuse("no index line");
  const auto index = base::ParseDecimal(line->substr(kIndex.size()));
  if (!index) return refuse("the index is no decimal number");
  proof.index = *index;
  ASSIGN_OR_RETURN(proof.hashes, TakeHashLines(cursor));
  if (cursor.AtEnd()) return refuse("no checkpoint");
  proof.checkpoint = cursor.Rest();
  return proof;
}

std::string SerializeTlogProof(const TlogProof& proof) {
  std::string bytes(kHeader);
  bytes += '\n';
  if (!proof.extra.empty()) {
    bytes += kExtra;
    bytes += base::EncodeBase64(proof.extra);
    bytes += '\n';
  }
  bytes += kIndex;
  bytes += std::to_string(proof.index);
  bytes += '\n';
  AppendHashLines(proof.hashes, bytes);
  bytes += proof.checkpoint;
  return bytes;
}

base::Result<Checkpoint> VerifyTlogProof(const TlogProof& proof, const merkle::Hash& leaf_hash,
                                         std::span<const VerifierKey> log_keys) {
  ASSIGN_OR_RETURN(OpenedCheckpoint opened, OpenCheckpoint(proof.checkpoint, log_keys));
  RETURN_IF_ERROR(VerifyAgainst(proof, leaf_hash, opened.checkpoint.head));
  return opened.checkpoint;
}

base::Result<TrustedCheckpoint> VerifyTlogProof(const TlogProof& proof,
                                                const merkle::Hash& leaf_hash, const Policy& policy,
                                                std::span<const VerifierKey> log_keys) {
  ASSIGN_OR_RETURN(TrustedCheckpoint trusted, policy.Check(proof.checkpoint, log_keys));
  RETURN_IF_ERROR(VerifyAgainst(proof, leaf_hash, trusted.checkpoint.head));
  return trusted;
}

}  // namespace reqledger::note
