#include "ledger/log/erasure_rows.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/log/fold_entry.h"
#include "ledger/log/process_check.h"
#include "ledger/log/reader.h"
#include "ledger/log/rows.h"

namespace reqledger::log {
namespace {

using base::Result;

constexpr std::size_t kRowsACommit = 4096;

class RowEraser {
 public:
  RowEraser(const ErasureGround& ground, const vault::Tombstone& tombstone, std::uint64_t size)
      : ground_(ground),
        tombstone_(tombstone),
        prefix_(vault::HandlePrefix(tombstone.handle)),
        size_(size),
        reader_(ground.store, ground.vault) {
    batch_.first_seq = size;
  }

  Result<void> Run() {
    ASSIGN_OR_RETURN(batch_.head, ground_.store.Head());
    RETURN_IF_ERROR(EraseVault());
    RETURN_IF_ERROR(EraseUnder(store::RowSpace::kLookup));
    RETURN_IF_ERROR(EraseUnder(store::RowSpace::kIdempotency));
    if (whole()) {
      RETURN_IF_ERROR(EraseUnder(store::RowSpace::kMatter));
      RETURN_IF_ERROR(EraseUnder(store::RowSpace::kMatterIndex));
      RETURN_IF_ERROR(BlankIdentifiers());
      RETURN_IF_ERROR(Commit());
      RETURN_IF_ERROR(EraseDocket());
    }
    return Commit();
  }

 private:
  bool whole() const { return tombstone_.scope == vault::ErasureScope::kMatter; }

  Result<void> EraseVault() {
    for (const vault::ErasedRange& range : tombstone_.seqs) {
      for (std::uint64_t seq = range.first; seq <= range.last; ++seq) {
        batch_.removed_vault.push_back(
            {seq, static_cast<std::uint8_t>(vault::KeyClass::kPersonal)});
        if (whole()) {
          batch_.removed_vault.push_back(
              {seq, static_cast<std::uint8_t>(vault::KeyClass::kOrdinary)});
        }
        RETURN_IF_ERROR(CommitFull());
      }
    }
    return {};
  }

  // The rows whose keys begin with the matter's handle.
  Result<void> EraseUnder(store::RowSpace space) {
    std::vector<std::string> keys;
    RETURN_IF_ERROR(ground_.store.Rows(space, prefix_,
                                       [&](std::string_view key, std::string_view) -> Result<void> {
                                         keys.emplace_back(key);
                                         return {};
                                       }));
    for (std::string& key : keys) RETURN_IF_ERROR(Remove(space, std::move(key)));
    return {};
  }

  // That an identifier was taken is remembered, or it would be given a second time.
  Result<void> BlankIdentifiers() {
    std::vector<std::string> keys;
    RETURN_IF_ERROR(ForEachOfMatter(store::RowSpace::kIdentifier,
                                    [&](std::string_view key) { keys.emplace_back(key); }));
    for (std::string& key : keys) {
      batch_.rows.push_back(ErasedIdentifierRow(prefix_, std::move(key)));
      RETURN_IF_ERROR(CommitFull());
    }
    return {};
  }

  Result<void> EraseDocket() {
    std::vector<std::string> keys;
    RETURN_IF_ERROR(ForEachOfMatter(store::RowSpace::kDocket,
                                    [&](std::string_view key) { keys.emplace_back(key); }));
    for (std::string& key : keys) RETURN_IF_ERROR(Remove(store::RowSpace::kDocket, std::move(key)));
    RETURN_IF_ERROR(Commit());
    ASSIGN_OR_RETURN(const bool others, OthersHangTogether());
    return others ? FoldAgain() : Result<void>();
  }

  template <typename Visit>
  Result<void> ForEachOfMatter(store::RowSpace space, const Visit& visit) {
    return ground_.store.Rows(space, "",
                              [&](std::string_view key, std::string_view value) -> Result<void> {
                                if (vault::Vault::HandleOfDerived(value) == prefix_) visit(key);
                                return {};
                              });
  }

  bool Covers(std::uint64_t seq) const {
    return std::ranges::any_of(tombstone_.seqs, [seq](const vault::ErasedRange& range) {
      return range.first <= seq && seq <= range.last;
    });
  }

  Result<bool> IsOfMatter(const docket::EntityName& name) const {
    const crypto::Hash handle = ground_.vault.IdentifierHandleOf(name.entity, name.id);
    ASSIGN_OR_RETURN(const auto row,
                     FindRow(ground_.store, store::RowSpace::kIdentifier, handle.view()));
    return row && vault::Vault::HandleOfDerived(*row) == prefix_;
  }

  Result<bool> HangsTogether(const docket::Entity& entity) const {
    for (const auto* const seqs : {&entity.seqs, &entity.irregular, &entity.corrections}) {
      if (std::ranges::any_of(*seqs, [this](std::uint64_t seq) { return Covers(seq); }))
        return true;
    }
    std::vector<docket::EntityName> names(entity.related.begin(), entity.related.end());
    for (const std::string& id : entity.obligations) names.push_back({"secrecy", id});
    for (const std::string& id : entity.stays) names.push_back({"challenge", id});
    for (const docket::EntityName& name : names) {
      ASSIGN_OR_RETURN(const bool of_matter, IsOfMatter(name));
      if (of_matter) return true;
    }
    return false;
  }

  Result<bool> OthersHangTogether() const {
    bool found = false;
    RETURN_IF_ERROR(
        ground_.store.Rows(store::RowSpace::kDocket, "",
                           [&](std::string_view key, std::string_view value) -> Result<void> {
                             if (found) return {};
                             const auto entity = OpenDocketRow(ground_.vault, key, value);
                             if (!entity && entity.error().code == base::Code::kNotFound) return {};
                             if (!entity) return base::Fail(entity.error());
                             ASSIGN_OR_RETURN(found, HangsTogether(*entity));
                             return {};
                           }));
    return found;
  }

  // The docket as the entries that are left make it: what a verifier will make of them, too.
  Result<void> FoldAgain() {
    ASSIGN_OR_RETURN(docket::RuleBook rules, docket::RuleBook::Read(ground_.rules.files()));
    EntryEvents events(reader_, FinderIn(ground_.catalogue));
    ProcessCheck fold(std::move(rules), {FinderIn(ground_.catalogue), events});
    for (std::uint64_t seq = 0; seq < size_; ++seq) {
      ASSIGN_OR_RETURN(const OpenedEntry entry, reader_.Open(seq));
      Opening opening;
      opening.seq = seq;
      for (const vault::RebuiltSlot& slot : entry.slots) {
        if (slot.kind == vault::RebuiltSlot::Kind::kMember) {
          opening.members.push_back({slot.name, slot.value});
        }
      }
      RETURN_IF_ERROR(fold.Append(opening));
    }
    std::set<std::string> kept;
    for (const auto& [name, entity] : fold.entities()) {
      ASSIGN_OR_RETURN(const vault::MatterKeys keys, ground_.vault.FindKeys(entity.matter));
      store::Row row = DocketRow(ground_.vault, keys, entity);
      kept.insert(row.key);
      batch_.rows.push_back(std::move(row));
      RETURN_IF_ERROR(CommitFull());
    }
    std::vector<std::string> gone;
    RETURN_IF_ERROR(ground_.store.Rows(store::RowSpace::kDocket, "",
                                       [&](std::string_view key, std::string_view) -> Result<void> {
                                         if (!kept.contains(std::string(key)))
                                           gone.emplace_back(key);
                                         return {};
                                       }));
    for (std::string& key : gone) RETURN_IF_ERROR(Remove(store::RowSpace::kDocket, std::move(key)));
    return {};
  }

  Result<void> Remove(store::RowSpace space, std::string key) {
    batch_.removed.push_back({space, std::move(key)});
    return CommitFull();
  }
  Result<void> CommitFull() {
    const std::size_t rows =
        batch_.rows.size() + batch_.removed.size() + batch_.removed_vault.size();
    return rows < kRowsACommit ? Result<void>() : Commit();
  }
  Result<void> Commit() {
    if (batch_.rows.empty() && batch_.removed.empty() && batch_.removed_vault.empty()) return {};
    RETURN_IF_ERROR(ground_.store.Commit(batch_));
    batch_.rows.clear();
    batch_.removed.clear();
    batch_.removed_vault.clear();
    return {};
  }

  const ErasureGround& ground_;
  const vault::Tombstone& tombstone_;
  const std::string prefix_;
  const std::uint64_t size_;
  const Reader reader_;
  store::Batch batch_;  // what the next commit writes
};

}  // namespace

Result<void> EraseRows(const ErasureGround& ground, const vault::Tombstone& tombstone,
                       std::uint64_t size) {
  return RowEraser(ground, tombstone, size).Run();
}

}  // namespace reqledger::log
