#include "ledger/log/opening.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/log/core_value.h"

namespace reqledger::log {
namespace {

constexpr int kFirstMember = base::kCoreSlots;
constexpr int kEndMember = base::kCoreSlots + base::kMemberSlots;

std::string AtSlot(int slot) { return "slot " + std::to_string(slot); }

std::vector<std::string_view> DigestsOf(const DisclosureLine& line) {
  std::vector<std::string_view> digests;
  digests.reserve(line.disclosures.size() + line.decoys.size());
  for (const auto* items : {&line.disclosures, &line.decoys}) {
    for (const OpenedItem& item : *items) digests.push_back(item.digest.view());
  }
  return digests;
}

std::vector<std::string_view> NamesOf(const DisclosureLine& line) {
  std::vector<std::string_view> names;
  names.reserve(line.disclosures.size());
  for (const OpenedItem& item : line.disclosures) names.push_back(item.name);
  return names;
}

bool AnyTwice(std::vector<std::string_view> texts) {
  std::ranges::sort(texts);
  return std::ranges::adjacent_find(texts) != texts.end();
}

// What is found of the line whether or not there is an entry for it.
void JudgeLine(const DisclosureLine& line, std::vector<Finding>& findings) {
  if (line.over_limit > 0) {
    findings.push_back(
        {code::kLimitExceeded, line.seq,
         "disclosures of at most " + std::to_string(base::kDisclosureBytesMax) + " characters",
         std::to_string(line.over_limit) + " longer"});
  }
  if (line.malformed > 0) {
    findings.push_back(
        {code::kDisclosureMalformed, line.seq, "disclosures in their one form", line.fault});
  }
  const bool twice = AnyTwice(DigestsOf(line)) || AnyTwice(NamesOf(line));
  if (twice) {
    findings.push_back(
        {code::kDisclosureDuplicate, line.seq, "each digest and name once", "one of them twice"});
  }
}

// The judging of one entry, step by step.
class EntryJudge {
 public:
  EntryJudge(const PlacedEntry& placed, const SchemaSet& schemas)
      : entry_(placed.entry), schemas_(schemas) {
    out_.seq = placed.place;
  }

  void Place(const DisclosureLine& line) {
    PlaceAll(line.disclosures);
    PlaceAll(line.decoys);
    if (unreferenced_ > 0) {
      Found(code::kDisclosureUnreferenced, "digests that the entry holds",
            std::to_string(unreferenced_) + " that it does not");
    }
    if (!ascending_) Found(code::kDisclosureWrongSlot, "slots in order", "a slot out of order");
  }

  void Judge(const OpeningRules& rules) {
    FindSchema();
    CheckSlots();
    CheckCorePresent(rules);
    if (rules.every_slot) CheckAllOpen();
    TakeCoreValues();
    CheckSchema();
  }

  Opening Take() { return std::move(out_); }

 private:
  struct Placed {
    const OpenedItem* item = nullptr;
    int slot = 0;
  };

  void Found(std::string_view code, std::string expected, std::string got) {
    out_.findings.push_back({code, out_.seq, std::move(expected), std::move(got)});
  }

  // Items stand in slot order, so the search goes on where the last one ended.
  int SlotOf(const event::Digest& digest, int from) const {
    for (int i = 0; i < base::kSlots; ++i) {
      const int slot = (from + i) % base::kSlots;
      if (entry_.digests[static_cast<std::size_t>(slot)] == digest) return slot;
    }
    return -1;
  }

  void PlaceAll(const std::vector<OpenedItem>& items) {
    int last = -1;
    for (const OpenedItem& item : items) {
      const int slot = SlotOf(item.digest, last + 1);
      if (slot < 0) {
        ++unreferenced_;
        continue;
      }
      if (slot <= last) ascending_ = false;
      last = slot;
      placed_.push_back({&item, slot});
      open_[static_cast<std::size_t>(slot)] = true;
      if (CoreSlotOf(item.name) == slot) core_[static_cast<std::size_t>(slot)] = &item.value;
      if (!item.name.empty() && out_.Find(item.name) == nullptr) {
        out_.members.push_back({item.name, item.value});
      }
    }
    out_.anything = !placed_.empty();
  }

  const std::string* Core(CoreSlot slot) const { return core_[static_cast<std::size_t>(slot)]; }

  void FindSchema() {
    if (const std::string* value = Core(kSchemaSlot)) {
      name_ = ParseSchemaName(*value);
      if (name_) schema_ = schemas_.Find(name_->sha256);
    }
    out_.schema_not_found = out_.anything && schema_ == nullptr;
  }

  void CheckSlots() {
    for (const Placed& placed : placed_) {
      const std::string& name = placed.item->name;
      if (name.empty()) continue;
      const auto core = CoreSlotOf(name);
      if (!core && schema_ == nullptr) continue;
      const auto slot = core ? core : schema_->SlotOf(name);
      if (slot == placed.slot) continue;
      Found(code::kDisclosureWrongSlot, name + " at " + (slot ? AtSlot(*slot) : "no slot"),
            AtSlot(placed.slot));
    }
  }

  void CheckCorePresent(const OpeningRules& rules) {
    if (!out_.anything) return;
    std::string missing;
    for (int slot = 0; slot < base::kCoreSlots; ++slot) {
      const bool needed = rules.every_core || slot == kTypeSlot || slot == kSchemaSlot;
      const bool decoy = DecoyAt(slot);
      if ((!needed && !decoy) || (core_[static_cast<std::size_t>(slot)] != nullptr && !decoy)) {
        continue;
      }
      missing += (missing.empty() ? "" : ", ");
      missing += event::kCoreNames[static_cast<std::size_t>(slot)];
    }
    if (!missing.empty()) Found(code::kSlotCoreMissing, "core members opened", "not " + missing);
  }

  bool DecoyAt(int slot) const {
    return std::ranges::any_of(placed_, [&](const Placed& placed) {
      return placed.slot == slot && placed.item->name.empty();
    });
  }

  void CheckAllOpen() {
    out_.closed.slots = static_cast<int>(std::ranges::count(open_, false));
    out_.closed.personal_only = schema_ != nullptr;
    for (int slot = 0; slot < base::kSlots && out_.closed.personal_only; ++slot) {
      out_.closed.personal_only =
          open_[static_cast<std::size_t>(slot)] || schema_->IsPersonal(slot);
    }
  }

  void TakeCoreValues() {
    std::array<bool, base::kCoreSlots> formed{};
    for (int slot = 0; slot < base::kCoreSlots; ++slot) {
      const std::string* value = core_[static_cast<std::size_t>(slot)];
      if (value == nullptr) continue;
      formed[static_cast<std::size_t>(slot)] =
          slot == kSchemaSlot ? name_.has_value() : IsCoreValue(slot, *value);
      if (!formed[static_cast<std::size_t>(slot)]) {
        const std::string name(event::kCoreNames[static_cast<std::size_t>(slot)]);
        Found(code::kEventValue, name + " in its form", "another form");
      }
    }
    out_.matter_position = Core(kMatterSeqSlot) != nullptr || Core(kMatterPrevSlot) != nullptr;
    if (Core(kTypeSlot) != nullptr) out_.type = StringValue(*Core(kTypeSlot));
    if (formed[kMatterSlot]) out_.matter = StringValue(*Core(kMatterSlot));
    if (formed[kMatterSeqSlot]) out_.matter_seq = std::stoull(*Core(kMatterSeqSlot));
    if (formed[kMatterPrevSlot]) {
      out_.matter_prev = crypto::HashFromHex(*StringValue(*Core(kMatterPrevSlot)));
    }
    if (formed[kRecordedAtSlot]) {
      out_.recorded_at = base::ParseRecordedAt(*StringValue(*Core(kRecordedAtSlot)));
    }
  }

  void CheckSchema() {
    if (schema_ == nullptr) return;
    const bool of_file = name_->type == schema_->type() && name_->version == schema_->version();
    const bool of_entry = Core(kTypeSlot) == nullptr || out_.type == name_->type;
    if (!of_file || !of_entry) {
      Found(code::kEventSchema, "type and version of the schema file", "others");
      return;
    }
    const auto slots =
        open_ | std::views::drop(kFirstMember) | std::views::take(kEndMember - kFirstMember);
    if (!std::ranges::all_of(slots, [](bool open) { return open; })) return;
    if (schema_->Accepts(SubmittedMembers())) return;
    Found(code::kEventSchema, "an event of " + schema_->type(), "another event");
  }

  std::vector<event::Member> SubmittedMembers() const {
    std::vector<event::Member> members;
    for (const event::Member& member : out_.members) {
      if (!CoreSlotOf(member.name)) members.push_back(member);
    }
    return members;
  }

  const event::Entry& entry_;
  const SchemaSet& schemas_;
  Opening out_;
  std::vector<Placed> placed_;
  std::array<bool, base::kSlots> open_{};
  std::array<const std::string*, base::kCoreSlots> core_{};
  bool ascending_ = true;
  int unreferenced_ = 0;
  std::optional<SchemaName> name_;
  const SchemaFile* schema_ = nullptr;
};

}  // namespace

const std::string* Opening::Find(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &event::Member::name);
  return found == members.end() ? nullptr : &found->value;
}

Opening OpeningJudge::Judge(const PlacedEntry& entry, const DisclosureLine* line) const {
  EntryJudge judge(entry, schemas_);
  if (line != nullptr) judge.Place(*line);
  judge.Judge(rules_);
  Opening opening = judge.Take();
  if (line != nullptr) JudgeLine(*line, opening.findings);
  return opening;
}

std::vector<Finding> JudgeOrphan(const DisclosureLine& line) {
  std::vector<Finding> findings;
  JudgeLine(line, findings);
  if (!line.disclosures.empty() || !line.decoys.empty()) {
    findings.push_back(
        {code::kDisclosureUnreferenced, line.seq, "an entry that holds the digests", "none"});
  }
  return findings;
}

}  // namespace reqledger::log
