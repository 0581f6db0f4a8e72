#include "daemon/opened_json.h"

#include "daemon/json_text.h"

namespace reqledger::daemon {
namespace {

using vault::RebuiltSlot;

void AppendMembers(const log::OpenedEntry& entry, std::string& out) {
  out += R"("members":{)";
  for (const RebuiltSlot& slot : entry.slots) {
    if (slot.kind != RebuiltSlot::Kind::kMember) continue;
    if (out.back() != '{') out += ',';
    AppendText(slot.name, out);
    out += ':';
    out += slot.value;  // canonical JSON as it was sealed
  }
  out += '}';
}

void AppendDisclosures(const log::OpenedEntry& entry, std::string& out) {
  out += R"("disclosures":[)";
  for (const RebuiltSlot& slot : entry.slots) {
    if (slot.kind != RebuiltSlot::Kind::kMember) continue;
    if (out.back() != '[') out += ',';
    AppendText(slot.disclosure, out);
  }
  out += ']';
}

std::string_view KindName(RebuiltSlot::Kind kind) {
  switch (kind) {
    case RebuiltSlot::Kind::kMember:
      return "member";
    case RebuiltSlot::Kind::kDecoy:
      return "decoy";
    case RebuiltSlot::Kind::kClosed:
      return "closed";
  }
  return {};
}

// Only who sees what others closed is told why it is closed.
void AppendErased(const log::OpenedEntry& entry, std::string& out) {
  if (!entry.erased) return;
  out += R"(,"erased":{"by":)";
  AppendNumber(entry.erased->seq, out);
  out += R"(,"scope":")";
  out += vault::ScopeName(entry.erased->scope);
  out += R"("})";
}

void AppendSlots(const log::OpenedEntry& entry, std::string& out) {
  out += R"("slots":[)";
  for (std::size_t i = 0; i < entry.slots.size(); ++i) {
    const RebuiltSlot& slot = entry.slots[i];
    if (i != 0) out += ',';
    out += R"({"slot":)";
    AppendNumber(i, out);
    out += R"(,"name":)";
    if (slot.kind == RebuiltSlot::Kind::kMember) {
      AppendText(slot.name, out);
    } else {
      out += "null";
    }
    out += R"(,"kind":")";
    out += KindName(slot.kind);
    out += R"("})";
  }
  out += ']';
}

}  // namespace

void AppendListed(const log::OpenedEntry& entry, std::string& out) {
  out += R"({"seq":)";
  AppendNumber(entry.seq, out);
  for (const std::string_view name : {"recorded_at", "matter", "type", "occurred_at"}) {
    const std::string* const value = entry.Find(name);
    if (value == nullptr) continue;
    out += ',';
    AppendText(name, out);
    out += ':';
    out += *value;
  }
  out += ',';
  AppendMembers(entry, out);
  AppendErased(entry, out);
  out += '}';
}

void AppendOpened(const log::OpenedEntry& entry, std::string& out) {
  out += R"({"seq":)";
  AppendNumber(entry.seq, out);
  out += R"(,"leaf_hash":")";
  out += crypto::ToHex(entry.leaf_hash);
  out += R"(","entry":)";
  AppendText(entry.line, out);
  out += ',';
  AppendMembers(entry, out);
  out += ',';
  AppendDisclosures(entry, out);
  out += ',';
  AppendSlots(entry, out);
  AppendErased(entry, out);
  out += '}';
}

}  // namespace reqledger::daemon
