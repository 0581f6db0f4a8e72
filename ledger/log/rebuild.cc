#include "ledger/log/rebuild.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/cursor.h"
#include "ledger/base/file.h"
#include "ledger/log/core_value.h"
#include "ledger/log/correction.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/lookup.h"
#include "ledger/log/process_check.h"
#include "ledger/log/reader.h"
#include "ledger/log/rows.h"

namespace reqledger::log {
namespace {

using base::Result;

constexpr std::size_t kRowsACommit = 4096;
constexpr store::RowSpace kMadeAgain[] = {store::RowSpace::kMatter, store::RowSpace::kMatterIndex,
                                          store::RowSpace::kIdentifier, store::RowSpace::kDocket,
                                          store::RowSpace::kLookup};

std::vector<event::Member> MembersOf(const OpenedEntry& entry) {
  std::vector<event::Member> members;
  for (const vault::RebuiltSlot& slot : entry.slots) {
    if (slot.kind == vault::RebuiltSlot::Kind::kMember) members.push_back({slot.name, slot.value});
  }
  return members;
}

bool IsCorrection(const OpenedEntry& entry) {
  return event::PrivilegeOf(entry.Text("type"), entry.Text("matter")) ==
         event::Privilege::kCorrection;
}

bool IsErased(const Result<vault::MatterKeys>& keys) {
  return !keys && keys.error().code == base::Code::kNotFound;
}

class Rebuilder {
 public:
  // `rules` as in the ledger: the fold narrows its own to the packs that the entries name.
  Rebuilder(Ledger& ledger, docket::RuleBook rules)
      : ledger_(ledger),
        reader_(*ledger.store, *ledger.vault),
        events_(reader_, FinderIn(ledger.catalogue)),
        fold_(std::move(rules), {FinderIn(ledger.catalogue), events_}) {
    batch_.first_seq = ledger.tail.edge.size();
  }

  Result<RebuiltRows> Run(const OnEntries& on_entries) {
    ASSIGN_OR_RETURN(batch_.head, ledger_.store->Head());
    for (const store::RowSpace space : kMadeAgain) RETURN_IF_ERROR(RemoveAll(space));
    for (std::uint64_t seq = 0; seq < batch_.first_seq; ++seq) {
      RETURN_IF_ERROR(AddRowsOf(seq));
      if (on_entries) on_entries(seq + 1);
    }
    RETURN_IF_ERROR(AddLastStates());
    RETURN_IF_ERROR(Commit());
    return rebuilt_;
  }

 private:
  Result<void> RemoveAll(store::RowSpace space) {
    std::vector<std::string> keys;
    RETURN_IF_ERROR(ledger_.store->Rows(
        space, "", [&](std::string_view key, std::string_view value) -> Result<void> {
          // No entry tells of the identifiers of erased matters any more.
          const bool erased = space == store::RowSpace::kIdentifier && IsErasedIdentifierRow(value);
          if (!erased) keys.emplace_back(key);
          return {};
        }));
    for (std::string& key : keys) {
      batch_.removed.push_back({space, std::move(key)});
      ++rebuilt_.removed;
      RETURN_IF_ERROR(CommitFull());
    }
    return Commit();
  }

  Result<void> AddRowsOf(std::uint64_t seq) {
    ASSIGN_OR_RETURN(const OpenedEntry entry, reader_.Open(seq));
    Opening opening;
    opening.seq = seq;
    opening.members = MembersOf(entry);
    RETURN_IF_ERROR(fold_.Append(opening));
    if (entry.erased && entry.erased->scope == vault::ErasureScope::kMatter) return {};
    const std::string matter = entry.Text("matter");
    const auto keys = ledger_.vault->FindKeys(matter);
    if (IsErased(keys)) return {};
    if (!keys) return base::Fail(keys.error());
    MatterState& state = matters_[matter];
    state.Append(entry.leaf_hash, entry.Text("recorded_by"));
    RETURN_IF_ERROR(Add(MatterIndexRow(*keys, seq)));
    const event::Schema* const schema = SchemaOf(entry);
    if (schema == nullptr) {
      return base::Fail(base::Code::kNotFound,
                        "entry " + std::to_string(seq) + ": its schema is not in the data folder");
    }
    for (const IdentifierUse& use : IdentifiersOf(opening.members, *schema, *ledger_.vault)) {
      if (use.defines) RETURN_IF_ERROR(Add(IdentifierRow(*ledger_.vault, *keys, use.handle, seq)));
    }
    return AddLookups(entry, opening.members, *schema, *keys);
  }

  // A correction is found at the entry that it corrects.
  Result<void> AddLookups(const OpenedEntry& entry, const std::vector<event::Member>& members,
                          const event::Schema& schema, const vault::MatterKeys& keys) {
    std::vector<LookupValue> values = LookupsOf(members, schema);
    std::uint64_t found_at = entry.seq;
    const std::string* const corrects = entry.Find("corrects");
    if (corrects != nullptr && IsCorrection(entry)) {
      const auto seq = base::ParseDecimal(*corrects);
      if (!seq || *seq >= batch_.first_seq) return {};
      found_at = *seq;
      ASSIGN_OR_RETURN(const OpenedEntry corrected, reader_.Open(found_at));
      const event::Schema* const its_schema = SchemaOf(corrected);
      if (its_schema == nullptr) return {};
      values = LookupsOf(CorrectedMembers(members), *its_schema);
    }
    for (const LookupValue& value : values) {
      RETURN_IF_ERROR(Add(LookupRow(*ledger_.vault, keys, value, found_at)));
    }
    return {};
  }

  Result<void> AddLastStates() {
    for (const auto& [matter, state] : matters_) {
      ASSIGN_OR_RETURN(const vault::MatterKeys keys, ledger_.vault->FindKeys(matter));
      RETURN_IF_ERROR(Add(MatterRow(*ledger_.vault, keys, state)));
    }
    for (const auto& [name, entity] : fold_.entities()) {
      const auto keys = ledger_.vault->FindKeys(entity.matter);
      if (IsErased(keys)) continue;
      if (!keys) return base::Fail(keys.error());
      RETURN_IF_ERROR(Add(DocketRow(*ledger_.vault, *keys, entity)));
    }
    return {};
  }

  const event::Schema* SchemaOf(const OpenedEntry& entry) const {
    const std::string* const core = entry.Find("schema");
    const auto name = core == nullptr ? std::nullopt : ParseSchemaName(*core);
    return name ? ledger_.catalogue.FindByDigest(name->sha256) : nullptr;
  }

  Result<void> Add(store::Row row) {
    batch_.rows.push_back(std::move(row));
    ++rebuilt_.made;
    return CommitFull();
  }
  Result<void> CommitFull() {
    return batch_.rows.size() + batch_.removed.size() < kRowsACommit ? Result<void>() : Commit();
  }
  Result<void> Commit() {
    if (batch_.rows.empty() && batch_.removed.empty()) return {};
    RETURN_IF_ERROR(ledger_.store->Commit(batch_));
    batch_.rows.clear();
    batch_.removed.clear();
    return {};
  }

  Ledger& ledger_;
  const Reader reader_;
  EntryEvents events_;
  ProcessCheck fold_;
  store::Batch batch_;  // what the next commit writes
  std::map<std::string, MatterState> matters_;
  RebuiltRows rebuilt_;
};

}  // namespace

Result<RebuiltRows> RebuildDerivedRows(const LedgerDirs& dirs, const OnEntries& on_entries) {
  ASSIGN_OR_RETURN(const auto ledger, OpenLedgerToRebuild(dirs));
  ASSIGN_OR_RETURN(docket::RuleBook rules, docket::RuleBook::Load(dirs.data_dir + "/rules"));
  const std::string unfinished = UnfinishedRowsPath(dirs);
  RETURN_IF_ERROR(base::WriteFileDurably(
      unfinished, "The derived rows are being made again: reqledger verify --rebuild\n", 0600));
  ASSIGN_OR_RETURN(const RebuiltRows rebuilt, Rebuilder(*ledger, std::move(rules)).Run(on_entries));
  RETURN_IF_ERROR(base::RemoveFileDurably(unfinished));
  return rebuilt;
}

}  // namespace reqledger::log
