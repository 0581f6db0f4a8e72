#include "ledger/vault/key_index.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"

namespace reqledger::vault {
namespace {

constexpr std::size_t kSlotsMin = 1024;

// A handle is a keyed hash, so any 4 bytes of it are spread evenly: tag and place in one.
std::uint32_t TagOf(std::string_view handle) {
  const auto tag = base::Cursor(handle).TakeU32();
  REQ_CHECK(tag.has_value());
  return *tag;
}

}  // namespace

base::Result<std::size_t> KeyIndex::Seek(std::string_view handle, const IsRecord& is_record) const {
  const std::uint32_t tag = TagOf(handle);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.record_plus_one == 0) return at;
    if (slot.tag != tag) continue;
    ASSIGN_OR_RETURN(const bool found, is_record(slot.record_plus_one - 1));
    if (found) return at;
  }
}

base::Result<std::optional<std::uint32_t>> KeyIndex::Find(std::string_view handle,
                                                          const IsRecord& is_record) const {
  if (slots_.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::size_t at, Seek(handle, is_record));
  if (slots_[at].record_plus_one == 0) return std::nullopt;
  return slots_[at].record_plus_one - 1;
}

base::Result<void> KeyIndex::Put(std::string_view handle, std::uint32_t record,
                                 const IsRecord& is_record) {
  if ((size_ + 1) * 4 > slots_.size() * 3) Grow();
  ASSIGN_OR_RETURN(const std::size_t at, Seek(handle, is_record));
  if (slots_[at].record_plus_one == 0) ++size_;
  slots_[at] = {TagOf(handle), record + 1};
  return {};
}

void KeyIndex::Grow() {
  std::vector<Slot> old(slots_.empty() ? kSlotsMin : slots_.size() * 2);
  std::swap(old, slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.record_plus_one == 0) continue;
    std::size_t at = slot.tag & mask;
    while (slots_[at].record_plus_one != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace reqledger::vault
