#include "ledger/note/hash_lines.h"

#include <optional>

#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"

namespace reqledger::note {

void AppendHashLines(const std::vector<merkle::Hash>& hashes, std::string& out) {
  for (const merkle::Hash& hash : hashes) {
    out += base::EncodeBase64(hash.view());
    out += '\n';
  }
  out += '\n';
}

base::Result<std::vector<merkle::Hash>> TakeHashLines(base::Cursor& cursor) {
  using base::Code;
  std::vector<merkle::Hash> hashes;
  while (true) {
    const auto line = cursor.TakeLine();
    if (!line) return base::Fail(Code::kInvalidArgument, "proof: no blank line ends it");
    if (line->empty()) return hashes;
    if (hashes.size() == base::kProofHashesMax) {
      return base::Fail(Code::kInvalidArgument, "proof: over 63 hashes");
    }
    const auto bytes = base::DecodeBase64(*line);
    const auto hash = bytes ? crypto::HashFromBytes(*bytes) : std::nullopt;
    if (!hash) {
      return base::Fail(Code::kInvalidArgument, "proof: hash " + std::to_string(hashes.size()) +
                                                    " is not base64 of 32 bytes");
    }
    hashes.push_back(*hash);
  }
}

}  // namespace reqledger::note
