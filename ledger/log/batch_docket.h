// The docket as one batch changes it: entities read from their rows, folded, and written back with
// the batch's entries.
//
// Errors: as the store and the vault; corrupt for a row that is not in form.
// Threads: the sequencer's own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/event/schema.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/reader.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

class BatchDocket final : public docket::EntitySource, public docket::EventSource {
 public:
  // All outlive this.
  BatchDocket(const store::Store& store, const vault::Vault& vault,
              const event::SchemaCatalogue& catalogue)
      : reader_(store, vault), committed_(reader_, FinderIn(catalogue)) {}

  // Folds one event. Whether that stands is said before the next one: Keep or Forget.
  base::Result<std::vector<docket::Step>> Try(const docket::Folder& folder,
                                              const docket::FoldEvent& event);
  // The entries that the tried event, a withdrawal, leaves without what they rest on, ascending.
  base::Result<std::vector<std::uint64_t>> LeftWithoutGround(const docket::FoldEvent& withdrawal);
  void Keep(docket::FoldEvent event);
  void Forget();

  // An entity without a life of its own.
  void Remember(const docket::EntityName& name, std::string_view matter, docket::Members facts);

  // Those that the kept event in place `seq` is about.
  std::vector<docket::Entity> ChangedBy(std::uint64_t seq) const;
  // The rows of all that changed.
  base::Result<std::vector<store::Row>> TakeRows() const;
  // What changed, for whoever watches its dates.
  std::vector<docket::Entity> Changed() const;

  base::Result<docket::Entity*> Find(const docket::EntityName& name) override;
  docket::Entity& Create(docket::Entity entity) override;
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  struct Held {
    docket::Entity entity;
    bool changed = false;
  };
  base::Result<std::optional<docket::Entity>> Load(const docket::EntityName& name) const;

  const Reader reader_;
  EntryEvents committed_;
  std::map<docket::EntityName, Held> held_;
  std::map<docket::EntityName, std::optional<Held>> before_;  // of the event that is tried
  std::map<std::uint64_t, docket::FoldEvent> events_;         // of this batch
};

}  // namespace reqledger::log
