#include "ledger/log/fold_entry.h"

#include <algorithm>
#include <string>
#include <utility>

namespace reqledger::log {
namespace {

// The schema that a core member names: `{"sha256":"<64 hex digits>",…}`.
const event::Schema* SchemaOf(const OpenedEntry& entry, const event::SchemaCatalogue& catalogue) {
  constexpr std::string_view kBefore = R"({"sha256":")";
  const std::string* const value = entry.Find("schema");
  if (value == nullptr || !value->starts_with(kBefore)) return nullptr;
  const auto digest = crypto::HashFromHex(std::string_view(*value).substr(kBefore.size(), 64));
  return digest ? catalogue.FindByDigest(*digest) : nullptr;
}

bool IsCore(std::string_view name) {
  return std::ranges::find(event::kCoreNames, name) != event::kCoreNames.end();
}

}  // namespace

base::Result<docket::FoldEvent> FoldEventOf(const OpenedEntry& entry,
                                            const event::SchemaCatalogue& catalogue) {
  docket::FoldEvent nothing;
  nothing.seq = entry.seq;
  const std::string* const occurred_at = entry.Find("occurred_at");
  if (occurred_at == nullptr) return nothing;
  const event::Schema* const schema = SchemaOf(entry, catalogue);
  const auto recorded_at = base::ParseRecordedAt(entry.Text("recorded_at"));
  if (schema == nullptr || !recorded_at) {
    return base::Fail(base::Code::kCorrupt, "entry " + std::to_string(entry.seq) +
                                                ": its schema or its time is not in form");
  }
  event::Event event;
  event.type = entry.Text("type");
  event.matter = entry.Text("matter");
  event.occurred_at = *occurred_at;
  for (const vault::RebuiltSlot& slot : entry.slots) {
    if (slot.kind != vault::RebuiltSlot::Kind::kMember || IsCore(slot.name)) continue;
    event.members.push_back({slot.name, slot.value});
  }
  return docket::MakeFoldEvent(event, *schema, entry.seq, *recorded_at);
}

base::Result<docket::FoldEvent> EntryEvents::EventAt(std::uint64_t seq) {
  ASSIGN_OR_RETURN(const OpenedEntry entry, reader_.Open(seq));
  return FoldEventOf(entry, catalogue_);
}

}  // namespace reqledger::log
