#include "ledger/log/vault_check.h"

#include <utility>

#include "ledger/vault/row.h"

namespace reqledger::log {
namespace {

// What a row holds of an entry, whatever the entry's digests are.
void AddItems(const vault::RebuiltSlots& slots, DisclosureLine& line) {
  for (const vault::RebuiltSlot& slot : slots) {
    if (slot.kind == vault::RebuiltSlot::Kind::kClosed) continue;
    OpenedItem item{event::DisclosureDigest(slot.disclosure), slot.name, slot.value};
    if (slot.kind == vault::RebuiltSlot::Kind::kDecoy) {
      line.decoys.push_back(std::move(item));
    } else {
      line.disclosures.push_back(std::move(item));
    }
  }
}

}  // namespace

VaultOpening OpenFromVault(const store::Store& store, const vault::Vault& vault,
                           const event::Entry& entry, const vault::EntryPlace& place) {
  VaultOpening opening;
  opening.line.seq = place.seq;
  opening.line.has_decoys = true;
  std::vector<vault::OpenedRow> rows;
  bool main_row = false;
  bool any_row = false;
  for (const auto key_class :
       {vault::KeyClass::kLedger, vault::KeyClass::kOrdinary, vault::KeyClass::kPersonal}) {
    const auto row = store.Vault(place.seq, static_cast<std::uint8_t>(key_class));
    if (!row && row.error().code == base::Code::kNotFound) continue;
    auto opened = row ? vault.OpenRow(*row, place, key_class)
                      : base::Result<vault::OpenedRow>(std::unexpected(row.error()));
    if (!opened && opened.error().reason == "no_key") continue;
    any_row = true;
    main_row = main_row || key_class != vault::KeyClass::kPersonal;
    if (opened) {
      rows.push_back(*std::move(opened));
    } else {
      opening.findings.push_back({code::kVaultUndecryptable, place.seq,
                                  "a row that opens under its key",
                                  Printable(opened.error().message)});
    }
  }
  opening.no_row = !any_row;
  if (!main_row && any_row) {
    opening.findings.push_back({code::kVaultUndecryptable, place.seq, "the entry's row", "none"});
  }
  if (!opening.findings.empty() || opening.no_row) return opening;
  const auto slots = vault::RebuildDisclosures(rows, entry.digests);
  if (slots) {
    AddItems(*slots, opening.line);
  } else {
    opening.findings.push_back({code::kDisclosureUnreferenced, place.seq,
                                "the values that the entry commits to",
                                Printable(slots.error().message)});
  }
  return opening;
}

}  // namespace reqledger::log
