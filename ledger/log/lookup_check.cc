#include "ledger/log/lookup_check.h"

#include <algorithm>
#include <optional>

#include "ledger/base/cursor.h"

namespace reqledger::log {
namespace {

const std::string* ValueOf(const LookupCheck::Members& members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &event::Member::name);
  return found == members.end() ? nullptr : &found->value;
}

}  // namespace

const event::Schema* FindSchema(const std::string* core_member, const SchemasByDigest& schemas) {
  constexpr std::string_view kBefore = R"({"sha256":")";
  if (core_member == nullptr || !core_member->starts_with(kBefore)) return nullptr;
  const auto digest =
      crypto::HashFromHex(std::string_view(*core_member).substr(kBefore.size(), 64));
  if (!digest) return nullptr;
  const auto schema = schemas.find(*digest);
  return schema == schemas.end() ? nullptr : &schema->second;
}

LookupCheck::EntryRows LookupCheck::CheckEntry(const Members& members, const event::Schema& schema,
                                               const Place& place,
                                               std::vector<Finding>& findings) const {
  if (ValueOf(members, "personal_members") != nullptr) {
    return CheckCorrection(members, place, findings);
  }
  EntryRows rows;
  for (const LookupValue& value : LookupsOf(members, schema)) {
    CheckRow(value, place, place.seq, findings);
    ++rows.own;
  }
  return rows;
}

// A correction that brings back a value which the entry itself has makes no other row.
LookupCheck::EntryRows LookupCheck::CheckCorrection(const Members& members, const Place& place,
                                                    std::vector<Finding>& findings) const {
  EntryRows rows;
  const std::string* const corrects = ValueOf(members, "corrects");
  const auto seq = corrects == nullptr ? std::nullopt : base::ParseDecimal(*corrects);
  if (!seq) return rows;
  const auto corrected = reader_.Open(*seq);
  if (!corrected) return rows;  // found by others, at its own place
  const event::Schema* const schema = FindSchema(corrected->Find("schema"), schemas_);
  if (schema == nullptr) return rows;
  Members old;
  for (const vault::RebuiltSlot& slot : corrected->slots) {
    if (slot.kind == vault::RebuiltSlot::Kind::kMember) old.push_back({slot.name, slot.value});
  }
  const std::vector<LookupValue> before = LookupsOf(old, *schema);
  for (const LookupValue& value : LookupsOf(CorrectedMembers(members), *schema)) {
    std::string key = CheckRow(value, place, *seq, findings);
    if (!std::ranges::binary_search(before, value)) rows.corrected.push_back(std::move(key));
  }
  return rows;
}

std::string LookupCheck::CheckRow(const LookupValue& value, const Place& place,
                                  std::uint64_t found_at, std::vector<Finding>& findings) const {
  std::string key = LookupKey(place.keys, value, found_at);
  const auto row = store_.Row(store::RowSpace::kLookup, key);
  const auto seq =
      row ? OpenLookupRow(vault_, key, *row) : base::Result<std::uint64_t>(base::Fail(row.error()));
  if (!seq || *seq != found_at) {
    findings.push_back(
        {code::kDerivedMismatch, place.seq, "a row by which the entry is found again",
         seq ? "a row of entry " + std::to_string(*seq) : Printable(seq.error().message)});
  }
  return key;
}

void LookupCheck::Append(const EntryRows& rows) {
  own_ += rows.own;
  corrected_.insert(rows.corrected.begin(), rows.corrected.end());
}

base::Result<std::uint64_t> LookupCheck::TooMany() const {
  std::uint64_t count = 0;
  RETURN_IF_ERROR(ForEachLookupRow(
      store_, vault_,
      [&](const vault::MatterKeys&, std::string_view, std::string_view) -> base::Result<void> {
        ++count;
        return {};
      }));
  const std::uint64_t made = own_ + corrected_.size();
  return count > made ? count - made : 0;
}

}  // namespace reqledger::log
