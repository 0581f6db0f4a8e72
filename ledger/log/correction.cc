#include "ledger/log/correction.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kOccurredAt = "occurred_at";

// One of the two members of a correction that hold corrected ones.
struct Group {
  std::string_view name;
  bool personal = false;
};
constexpr Group kGroups[] = {{"members", false}, {"personal_members", true}};

// The texts within a canonical string or array of strings. Identifiers hold no quote, and their
// characters are never escaped, and the schema has bounded them by now.
std::vector<std::string_view> IdentifierTexts(std::string_view value) {
  std::vector<std::string_view> texts;
  std::size_t begin = 0;
  while ((begin = value.find('"', begin)) != std::string_view::npos) {
    const std::size_t end = value.find('"', begin + 1);
    if (end == std::string_view::npos) break;
    texts.push_back(value.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return texts;
}

std::unexpected<base::Error> Refuse(std::string message, base::Violation violation) {
  return base::Fail(
      base::Error{base::Code::kConflict, std::move(message), {std::move(violation)}, {}});
}

std::vector<event::Member> MembersIn(const event::Event& correction, const Group& group) {
  std::vector<event::Member> members;
  const std::string* const value = event::FindMember(correction, group.name);
  if (value == nullptr) return members;
  const auto object = event::ParseStrict(*value, event::Names::kEvent, base::kEventDepthMax);
  if (!object || !object->is_object()) return members;
  for (const auto& member : object->get_object())
    members.push_back({std::string(member.key()), event::Canonical(member.value())});
  return members;
}

std::string PointerTo(const Group& group, std::string_view name) {
  return "/" + std::string(group.name) + "/" + std::string(name);
}

// That there is such a member to correct, of the class of the group.
base::Result<void> CheckName(const std::string& name, const Group& group,
                             const event::Schema& schema) {
  if (name == kOccurredAt && !group.personal) return {};
  const std::string pointer = PointerTo(group, name);
  const event::MemberSchema* const described = schema.FindMember(name);
  if (described == nullptr) {
    return Refuse("the corrected entry has no such member that may be corrected",
                  {pointer, "corrects", "occurred_at or a member of " + schema.type()});
  }
  if (described->personal != group.personal) {
    return Refuse("the corrected member is of the other class",
                  {pointer, "corrects", group.personal ? "in members" : "in personal_members"});
  }
  if (described->identifier && described->identifier->defines) {
    return Refuse(
        "what an entry introduced keeps its identifier",
        {pointer, "corrects", "another member; or withdraw the entry and record it anew"});
  }
  return {};
}

// The entry as it is corrected, but for its core members.
event::Event Corrected(const OpenedEntry& entry, const std::vector<event::Member>& corrections) {
  std::map<std::string, std::string> members;
  for (const vault::RebuiltSlot& slot : entry.slots) {
    const bool is_core = std::ranges::find(event::kCoreNames, slot.name) != event::kCoreNames.end();
    if (slot.kind == vault::RebuiltSlot::Kind::kMember && !is_core)
      members.emplace(slot.name, slot.value);
  }
  const std::string* const happened = entry.Find(kOccurredAt);
  std::string occurred_at = happened == nullptr ? std::string() : *happened;
  for (const event::Member& member : corrections) {
    if (member.name == kOccurredAt) {
      occurred_at = member.value;
    } else {
      members.insert_or_assign(member.name, member.value);
    }
  }
  std::vector<event::Member> list;
  list.reserve(members.size());
  for (auto& [name, value] : members) list.push_back({name, std::move(value)});
  return event::MakeEvent(entry.Text("type"), entry.Text("matter"), occurred_at, std::move(list));
}

// What is found of corrected members, pointing into the correction; other members are not the
// correction's doing.
base::Result<void> OfCorrected(const base::Result<void>& judged,
                               const std::map<std::string, Group>& corrected) {
  if (judged) return {};
  base::Error error = judged.error();
  std::vector<base::Violation> violations;
  for (base::Violation& violation : error.violations) {
    const std::string_view path = std::string_view(violation.pointer).substr(1);
    const auto group = corrected.find(std::string(path.substr(0, path.find('/'))));
    if (violation.pointer.empty() || group == corrected.end()) continue;
    violation.pointer = "/" + std::string(group->second.name) + violation.pointer;
    violations.push_back(std::move(violation));
  }
  if (violations.empty()) return {};
  error.violations = std::move(violations);
  return base::Fail(std::move(error));
}

}  // namespace

std::vector<IdentifierUse> IdentifiersOf(const std::vector<event::Member>& members,
                                         const event::Schema& schema, const vault::Vault& vault,
                                         std::string_view pointer_prefix) {
  std::vector<IdentifierUse> uses;
  for (const event::Member& member : members) {
    const event::MemberSchema* const described = schema.FindMember(member.name);
    if (described == nullptr || !described->identifier) continue;
    for (const std::string_view text : IdentifierTexts(member.value)) {
      uses.push_back({vault.IdentifierHandleOf(described->identifier->entity, text),
                      described->identifier->defines,
                      std::string(pointer_prefix) + "/" + member.name});
    }
  }
  return uses;
}

base::Result<CorrectionEffect> JudgeCorrection(const event::Event& correction,
                                               const OpenedEntry& corrected,
                                               const event::Schema& schema,
                                               const vault::Vault& vault) {
  std::vector<event::Member> all;
  std::map<std::string, Group> groups;
  for (const Group& group : kGroups) {
    for (event::Member& member : MembersIn(correction, group)) {
      RETURN_IF_ERROR(CheckName(member.name, group, schema));
      groups.emplace(member.name, group);
      all.push_back(std::move(member));
    }
  }
  const auto parsed = event::ParseEvent(Corrected(corrected, all).canonical);
  RETURN_IF_ERROR(OfCorrected(
      parsed ? schema.Validate(*parsed) : base::Result<void>(base::Fail(parsed.error())), groups));
  CorrectionEffect effect;
  for (const Group& group : kGroups) {
    std::ranges::move(
        IdentifiersOf(MembersIn(correction, group), schema, vault, "/" + std::string(group.name)),
        std::back_inserter(effect.identifiers));
  }
  effect.lookups = LookupsOf(CorrectedMembers(correction.members), schema);
  return effect;
}

}  // namespace reqledger::log
