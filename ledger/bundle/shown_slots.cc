#include "ledger/bundle/shown_slots.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "ledger/docket/correction.h"
#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/log/core_value.h"

namespace reqledger::bundle {
namespace {

using audience::AudienceBook;
using audience::Member;
using vault::RebuiltSlot;

constexpr std::string_view kCore = "core";

Member MemberOf(const event::Schema* schema, std::string_view name, bool personal) {
  const event::MemberSchema* const member = schema == nullptr ? nullptr : schema->FindMember(name);
  if (member == nullptr) return {.member_class = {}, .personal = personal};
  return {.member_class = member->audience, .personal = member->personal};
}

// What a correction puts in place of members of another entry: each is of that member's class.
std::vector<Member> Replaced(const RebuiltSlot& slot, const event::Schema* corrected,
                             bool personal) {
  std::vector<Member> members;
  const auto json = event::ParseStrict(slot.value, event::Names::kEvent, base::kEventDepthMax);
  if (json && json->is_object()) {
    for (const auto& member : json->get_object()) {
      members.push_back(MemberOf(corrected, std::string_view(member.key()), personal));
    }
  }
  if (members.empty()) members.push_back({.member_class = {}, .personal = personal});
  return members;
}

// What stands at a slot, as the decision takes it.
std::vector<Member> MembersAt(const RebuiltSlot& slot, const EntrySchemas& schemas,
                              std::string_view type) {
  const bool personal = slot.key_class == vault::KeyClass::kPersonal;
  if (log::CoreSlotOf(slot.name)) {
    return {{.member_class = AudienceBook::BuiltIn().CoreClass(slot.name), .personal = personal}};
  }
  if (type == docket::kCorrectionType && (slot.name == "corrects" || slot.name == "withdraws")) {
    return {{.member_class = std::string(kCore), .personal = personal}};
  }
  if (type == docket::kCorrectionType &&
      (slot.name == "members" || slot.name == "personal_members")) {
    return Replaced(slot, schemas.corrected, personal);
  }
  return {MemberOf(schemas.schema, slot.name, personal)};
}

}  // namespace

Slots ShownSlots(const log::OpenedEntry& entry, const EntrySchemas& schemas,
                 const audience::View& view, const audience::Situation& situation) {
  const std::string type = entry.Text("type");
  Slots shown;
  for (std::size_t i = 0; i < entry.slots.size(); ++i) {
    const RebuiltSlot& slot = entry.slots.at(i);
    if (slot.kind == RebuiltSlot::Kind::kDecoy) shown[i] = view.decoys;
    if (slot.kind != RebuiltSlot::Kind::kMember) continue;
    shown[i] = std::ranges::all_of(MembersAt(slot, schemas, type), [&](const Member& member) {
      return view.Shows(member, situation);
    });
  }
  return shown;
}

const event::Schema* SchemaOf(const log::OpenedEntry& entry,
                              const event::SchemaCatalogue& catalogue) {
  const std::string* const member = entry.Find("schema");
  const auto name = member == nullptr ? std::nullopt : log::ParseSchemaName(*member);
  return name ? catalogue.FindByDigest(name->sha256) : nullptr;
}

void CloseAllBut(const Slots& shown, log::OpenedEntry& entry) {
  for (std::size_t i = 0; i < entry.slots.size(); ++i) {
    if (!shown[i]) entry.slots.at(i) = {};
  }
}

audience::Situation PlainSituation(const log::OpenedEntry& entry) {
  return {.type = entry.Text("type"), .of_ledger = entry.Text("matter") == event::kLedgerMatter};
}

}  // namespace reqledger::bundle
