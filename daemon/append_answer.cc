#include "daemon/append_answer.h"

#include <vector>

#include "daemon/json_text.h"
#include "ledger/event/event.h"

namespace reqledger::daemon {
namespace {

using base::Result;
using vault::RebuiltSlot;

// The core members that tell of other entries of the matter, by slot.
bool TellsOfOthers(std::size_t slot) { return slot == 3 || slot == 4; }
static_assert(event::kCoreNames[3] == "matter_seq" && event::kCoreNames[4] == "matter_prev");

void AppendStrings(const std::vector<std::string>& texts, std::string& out) {
  out += '[';
  for (const std::string& text : texts) {
    if (out.back() != '[') out += ',';
    out += '"';
    out += text;  // base64url: nothing to escape
    out += '"';
  }
  out += ']';
}

// A repeat is answered like the first time, from what is stored.
Result<std::vector<std::string>> StoredDisclosures(const log::Reader& reader, std::uint64_t seq) {
  ASSIGN_OR_RETURN(log::OpenedEntry entry, reader.Open(seq));
  std::vector<std::string> disclosures;
  for (RebuiltSlot& slot : entry.slots) {
    if (slot.kind == RebuiltSlot::Kind::kMember) disclosures.push_back(std::move(slot.disclosure));
  }
  return disclosures;
}

// All core slots are full, so a core member stands at its slot's place among the disclosures.
std::vector<std::string> ForRecorder(std::vector<std::string> disclosures, bool knows_matters) {
  if (knows_matters) return disclosures;
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < disclosures.size(); ++i) {
    if (!TellsOfOthers(i)) kept.push_back(std::move(disclosures[i]));
  }
  return kept;
}

Result<void> AppendParts(const Context& context, const log::Appended& appended, bool knows_matters,
                         std::string& out) {
  const log::Placed& placed = appended.placed;
  out += R"({"seq":)";
  AppendNumber(placed.seq, out);
  out += R"(,"leaf_hash":")";
  out += crypto::ToHex(placed.leaf_hash);
  out += R"(","receipt":)";
  RETURN_IF_ERROR(AppendReceipt(context, placed.seq, placed.entry, *appended.head, out));
  out += R"(,"disclosures":)";
  if (placed.repeat) {
    ASSIGN_OR_RETURN(auto disclosures, StoredDisclosures(context.reader, placed.seq));
    AppendStrings(ForRecorder(std::move(disclosures), knows_matters), out);
    out += R"(,"repeat":true)";
  } else {
    AppendStrings(ForRecorder(placed.disclosures, knows_matters), out);
  }
  out += '}';
  return {};
}

}  // namespace

Result<void> AppendReceipt(const Context& context, std::uint64_t seq, std::string_view entry,
                           const log::LogHead& head, std::string& out) {
  ASSIGN_OR_RETURN(const std::string proof, context.reader.Receipt(seq, head));
  out += R"({"entry":)";
  AppendText(entry, out);
  out += R"(,"proof":)";
  AppendText(proof, out);
  out += '}';
  return {};
}

Result<void> AppendRecorded(const Context& context, const log::Appended& appended,
                            bool knows_matters, std::string& out) {
  const std::size_t begin = out.size();
  auto parts = AppendParts(context, appended, knows_matters, out);
  if (parts) return {};
  out.resize(begin);
  return base::Fail(base::Wrap("the event is recorded as entry " +
                                   std::to_string(appended.placed.seq) +
                                   ", but its receipt "
                                   "could not be made",
                               std::move(parts).error()));
}

void AppendDryRun(const log::Appended& appended, std::string& out) {
  out += R"({"dry_run":true,"seq":)";
  AppendNumber(appended.placed.seq, out);
  if (appended.placed.repeat) out += R"(,"repeat":true)";
  out += '}';
}

}  // namespace reqledger::daemon
