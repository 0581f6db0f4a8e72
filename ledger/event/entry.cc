#include "ledger/event/entry.h"

#include "ledger/base/check.h"
#include "ledger/event/entry_layout.h"

namespace reqledger::event {

crypto::Hash GenesisPrev(std::string_view origin) {
  return crypto::Sha256::Digest({std::string_view("\0", 1), origin});
}

std::string SerializeEntry(const Entry& entry) {
  REQ_CHECK(entry.seq <= static_cast<std::uint64_t>(base::kIntegerMax));
  constexpr std::size_t kBytes = 1700;  // 32 · 46 for the digests, 64 for prev, the names
  std::string out;
  out.reserve(kBytes);
  out += kEntryBegin;
  for (const Digest& digest : entry.digests) {
    if (&digest != &entry.digests.front()) out += kEntryBetweenDigests;
    out += digest.view();
  }
  out += kEntryBeforePrev;
  out += crypto::ToHex(entry.prev);
  out += kEntryBeforeSeq;
  out += std::to_string(entry.seq);
  out += kEntryEnd;
  return out;
}

}  // namespace reqledger::event
