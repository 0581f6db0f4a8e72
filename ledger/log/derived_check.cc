#include "ledger/log/derived_check.h"

#include <utility>

#include "ledger/log/correction.h"
#include "ledger/vault/matter_handle.h"

namespace reqledger::log {
namespace {

// The text of an opened string member whose characters are never escaped.
std::string Unquoted(const std::string* value) {
  if (value == nullptr || value->size() < 2) return {};
  return value->substr(1, value->size() - 2);
}

}  // namespace

DerivedCheck::EntryRows DerivedCheck::CheckEntry(const Opening& opening) const {
  EntryRows rows;
  const std::string matter = Unquoted(opening.Find("matter"));
  if (matter.empty()) return rows;
  const auto keys = ground_.vault.FindKeys(matter);
  const event::Schema* const schema = FindSchema(opening.Find("schema"), ground_.schemas);
  if (!keys || schema == nullptr) return rows;
  const store::Row index = MatterIndexRow(*keys, opening.seq);
  if (!ground_.store.Row(index.space, index.key)) {
    rows.findings.push_back(
        {code::kDerivedMismatch, opening.seq, "the row that ties the entry to its matter", "none"});
  }
  rows.lookups = lookups_.CheckEntry(opening.members, *schema, {*keys, opening.seq}, rows.findings);
  for (const IdentifierUse& use : IdentifiersOf(opening.members, *schema, ground_.vault)) {
    if (!use.defines) continue;
    ++rows.identifiers;
    const auto row = ground_.store.Row(store::RowSpace::kIdentifier, use.handle.view());
    const auto seq = row ? OpenIdentifierRow(ground_.vault, use.handle.view(), *row)
                         : base::Result<std::uint64_t>(std::unexpected(row.error()));
    if (!seq || *seq != opening.seq) {
      rows.findings.push_back(
          {code::kDerivedMismatch, opening.seq, "the row of the identifier that the entry defines",
           seq ? "a row of entry " + std::to_string(*seq) : Printable(seq.error().message)});
    }
  }
  return rows;
}

void DerivedCheck::Append(const Opening& opening, const crypto::Hash& leaf_hash,
                          const EntryRows& rows, FindingLog& findings) {
  for (const Finding& finding : rows.findings) findings.Add(finding);
  ++entries_;
  identifiers_ += rows.identifiers;
  lookups_.Append(rows.lookups);
  const std::string matter = Unquoted(opening.Find("matter"));
  if (matter.empty()) return;
  Last& last = matters_[matter];
  last.state.Append(leaf_hash, Unquoted(opening.Find("recorded_by")));
  last.seq = opening.seq;
}

base::Result<void> DerivedCheck::Finish(FindingLog& findings) const {
  RETURN_IF_ERROR(CheckMatters(findings));
  RETURN_IF_ERROR(CheckIdempotency(findings));
  const std::pair<store::RowSpace, std::uint64_t> expected[] = {
      {store::RowSpace::kMatter, matters_.size()},
      {store::RowSpace::kMatterIndex, entries_},
      {store::RowSpace::kIdentifier, identifiers_}};
  for (const auto& [space, count] : expected) {
    // Of identifiers of erased matters no entry tells any more.
    ASSIGN_OR_RETURN(const std::uint64_t rows, CountRows(space));
    if (rows > count) findings.Add(TooMany(std::to_string(rows - count) + " rows too many"));
  }
  const auto too_many = lookups_.TooMany();
  if (!too_many && too_many.error().code == base::Code::kIo) return base::Fail(too_many.error());
  if (!too_many) findings.Add(TooMany(Printable(too_many.error().message)));
  if (too_many && *too_many > 0) {
    findings.Add(TooMany(std::to_string(*too_many) + " lookup rows too many"));
  }
  return {};
}

base::Result<void> DerivedCheck::CheckMatters(FindingLog& findings) const {
  for (const auto& [matter, last] : matters_) {
    const crypto::Hash handle = ground_.vault.HandleOf(matter);
    const std::string key(vault::HandlePrefix(handle));
    ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kMatter, key));
    const auto state = row ? OpenMatterRow(ground_.vault, key, *row)
                           : base::Result<MatterState>(base::Fail(base::Code::kNotFound, "none"));
    if (state && *state == last.state) continue;
    findings.Add({code::kDerivedMismatch, last.seq, "the matter's row after its last entry",
                  state ? "a row after its entry " + std::to_string(state->matter_seq)
                        : Printable(state.error().message)});
  }
  return {};
}

bool DerivedCheck::IsOfErased(store::RowSpace space, std::string_view value) const {
  if (space != store::RowSpace::kIdentifier || !IsErasedIdentifierRow(value)) return false;
  const auto keys = ground_.vault.KeysOfHandle(*vault::Vault::HandleOfDerived(value));
  return !keys && keys.error().code == base::Code::kNotFound;
}

base::Result<std::uint64_t> DerivedCheck::CountRows(store::RowSpace space) const {
  std::uint64_t count = 0;
  RETURN_IF_ERROR(ground_.store.Rows(
      space, "", [&](std::string_view, std::string_view value) -> base::Result<void> {
        if (!IsOfErased(space, value)) ++count;
        return {};
      }));
  return count;
}

base::Result<void> DerivedCheck::CheckIdempotency(FindingLog& findings) const {
  return ground_.store.Rows(store::RowSpace::kIdempotency, "",
                            [&](std::string_view, std::string_view value) -> base::Result<void> {
                              const auto record = ParseIdempotency(value);
                              if (!record || record->seq >= entries_)
                                findings.Add(TooMany("an idempotency row of no entry"));
                              return {};
                            });
}

Finding DerivedCheck::TooMany(std::string_view what) const {
  return {code::kDerivedMismatch, entries_ == 0 ? 0 : entries_ - 1,
          "only rows that the entries make", std::string(what)};
}

}  // namespace reqledger::log
