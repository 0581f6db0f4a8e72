#include "ledger/log/fold_entry.h"

#include <vector>

namespace reqledger::log {

base::Result<docket::FoldEvent> EntryEvents::EventAt(std::uint64_t seq) {
  ASSIGN_OR_RETURN(const OpenedEntry entry, reader_.Open(seq));
  std::vector<event::Member> members;
  for (const vault::RebuiltSlot& slot : entry.slots) {
    if (slot.kind == vault::RebuiltSlot::Kind::kMember) members.push_back({slot.name, slot.value});
  }
  return FoldEventOf(
      seq, [&](std::string_view name) { return entry.Find(name); }, members, schemas_);
}

}  // namespace reqledger::log
