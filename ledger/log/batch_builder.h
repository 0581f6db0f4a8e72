// One batch in the making, on a copy of the tail: nothing it does is seen before it is committed.
//
// Errors: conflict for an event that a rule between events refuses: it leaves the batch as it was;
// conflict, reason "erased", for a matter without keys. Codes io, corrupt and untrusted are the
// ledger's own trouble: the log stops.
// Threads: the sequencer's own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/event/schema.h"
#include "ledger/log/batch_docket.h"
#include "ledger/log/own_event.h"
#include "ledger/log/prepare.h"
#include "ledger/log/rows.h"
#include "ledger/log/tail.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// What a batch did for one event.
struct Placed {
  std::uint64_t seq = 0;
  crypto::Hash leaf_hash;
  bool repeat = false;  // it was there before: nothing was appended
  std::string entry;
  std::vector<std::string> disclosures;  // of a new entry, in slot order
};

class BatchBuilder {
 public:
  // What every batch of a log stands on; all outlive the builder.
  struct Ground {
    const store::Store& store;
    vault::Vault& vault;
    const event::SchemaCatalogue& catalogue;
    const docket::RuleBook& rules;
  };

  // What comes of it: a commit, or an answer alone.
  enum class Purpose { kCommit, kDryRun };

  BatchBuilder(const Ground& ground, const Tail& tail, base::Instant recorded_at,
               Purpose purpose = Purpose::kCommit);

  base::Result<Placed> Add(PreparedEvent& prepared);
  base::Result<Placed> AddOwn(const OwnEvent& own);
  // What the clock has brought about for one entity: nothing, where it was brought about before.
  base::Result<void> AddDue(const docket::EntityName& name);
  // Heartbeats, until the ledger has this size.
  base::Result<void> PadTo(std::uint64_t size);

  bool empty() const { return batch_.entries.empty(); }
  std::uint64_t heartbeats() const { return heartbeats_; }
  bool only_heartbeats() const { return heartbeats_ == batch_.entries.size(); }
  std::uint64_t next_seq() const { return tail_.edge.size(); }

  // What the docket became, for whoever watches its dates.
  std::vector<docket::Entity> ChangedEntities() const { return docket_.Changed(); }

  // The batch, complete, and the tail as it is after it.
  base::Result<store::Batch> TakeBatch();
  const Tail& tail() const { return tail_; }
  std::map<merkle::TileId, merkle::TileTree> TakeFullTiles() { return std::move(full_tiles_); }

 private:
  struct MatterInBatch {
    vault::MatterKeys keys;
    MatterState state;
    bool changed = false;
  };

  base::Result<MatterInBatch*> Matter(std::string_view matter);
  base::Result<std::optional<IdempotencyRecord>> FindRepeat(const std::string& key) const;
  // How a step that no machine expects is judged, and what a refusal may say.
  struct Judgment {
    bool may_be_irregular = false;
    bool tells_state = true;
  };

  base::Result<void> CheckIdentifiers(const PreparedEvent& prepared) const;
  base::Result<std::optional<std::string>> FindIdentifier(const crypto::Hash& handle) const;
  base::Result<bool> HasRecorded(const std::string& recorder, const std::string& matter_key) const;
  base::Result<void> Fold(docket::FoldEvent fold, const Judgment& judgment);
  base::Result<void> AddDeadlinesMet(std::uint64_t seq);
  base::Result<Placed> AnswerRepeat(const IdempotencyRecord& record,
                                    const crypto::Hash& event_mac) const;
  Placed Place(vault::SealedEvent& sealed, std::string_view recorder, MatterInBatch& matter);
  void AddLookupRows(const std::vector<LookupValue>& values, const MatterInBatch& matter,
                     std::uint64_t seq);
  void AddVaultRows(const vault::SealedEvent& sealed, const MatterInBatch& matter,
                    const Placed& placed);

  const Ground& ground_;
  const Purpose purpose_;
  const docket::Folder folder_;
  Tail tail_;
  base::Instant recorded_at_;
  std::uint64_t heartbeats_ = 0;
  BatchDocket docket_;
  store::Batch batch_;
  std::map<std::string, MatterInBatch, std::less<>> matters_;
  std::map<crypto::Hash, std::string> identifiers_;  // → key of the matter row
  std::map<std::string, IdempotencyRecord> idempotency_;
  std::map<merkle::TileId, merkle::TileTree> full_tiles_;
};

}  // namespace reqledger::log
