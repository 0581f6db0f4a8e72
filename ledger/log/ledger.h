// A ledger in its directories: made once by CreateLedger, opened and checked ever after.
//
//   data_dir/db        RocksDB: entries, tiles, vault, derived rows, head, checkpoints
//   data_dir/schemas   every schema file that an entry may name; files are added, never changed
//   data_dir/rules     every rule pack, machine and calendar that the docket was folded by;
//   likewise key_dir            ledger.skey, ledger.vkey, kek.<epoch>, key_table state_dir
//   high_water_mark, tombstones (by default in key_dir, never in data_dir)
//
// Errors: creating: conflict where a directory is there and not empty. Opening: not_found where no
// ledger is; unavailable where another process has it open; untrusted, corrupt and
// "behind_high_water_mark" where what is there is not what was acknowledged. It is never repaired.
// Trust: key_dir and state_dir open and vouch for all; data_dir alone tells how many entries there
// are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/log/clock.h"
#include "ledger/log/high_water_mark.h"
#include "ledger/log/rotation.h"
#include "ledger/log/signing_key.h"
#include "ledger/log/tail.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

struct LedgerDirs {
  std::string data_dir;
  std::string key_dir;
  std::string state_dir;  // empty: key_dir
  vault::UnlockKeyFile unlock = {};
  const std::string& state() const { return state_dir.empty() ? key_dir : state_dir; }
};

// A publication pads by up to twice as many entries, in one batch, which is held.
inline constexpr std::uint64_t kPublishMultipleMax = 8192;

struct CreateOptions {
  LedgerDirs dirs;
  std::string
      schema_dir;  // schemas/events, whose files and whose neighbour rules/ the ledger takes
  std::string origin;
  std::uint64_t publish_multiple = 64;
  std::string recorded_by;                            // `uid:N`
  std::vector<vault::EscrowCertificate> escrow = {};  // who may recover the keys
};

// What a new log is written with.
struct NewLog {
  store::Store& store;
  vault::Vault& vault;
  const event::SchemaCatalogue& catalogue;
  const docket::RuleBook& rules;
  const note::NoteSigner& signer;
  HighWaterMark& mark;  // of the empty tree
};

// Commits entry 0 and moves the mark over it.
base::Result<void> WriteGenesis(const CreateOptions& options, const NewLog& log, Clock& clock);

// Makes keys, high-water mark and a log of one entry, its genesis. Returns the vkey.
base::Result<std::string> CreateLedger(const CreateOptions& options, Clock& clock);

// The parts of an opened ledger, found true. Members are destroyed last to first.
struct Ledger {
  event::SchemaCatalogue catalogue;
  docket::RuleBook rules;
  SigningKey signing_key;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Store> store;
  HighWaterMark mark;
  Tail tail;
  std::uint64_t publish_multiple = 64;   // as the genesis says
  bool mark_was_behind = false;          // a crash had come between commit and mark
  Settled rotation = Settled::kNothing;  // what a crash inside a rotation came to
  std::uint64_t erasures_finished = 0;   // a crash had come before one was through
};

// `schema_dir` (may be empty) and the folder rules/ beside it hold files that are new to the
// ledger: they are copied into data_dir before any entry can name them.
base::Result<std::unique_ptr<Ledger>> OpenLedger(const LedgerDirs& dirs,
                                                 const std::string& schema_dir);

// The file that is there while the derived rows are not whole: OpenLedger then refuses
// ("rows_unfinished"), and only RebuildDerivedRows goes on.
std::string UnfinishedRowsPath(const LedgerDirs& dirs);
bool RowsAreUnfinished(const LedgerDirs& dirs);
base::Result<std::unique_ptr<Ledger>> OpenLedgerToRebuild(const LedgerDirs& dirs);

}  // namespace reqledger::log
