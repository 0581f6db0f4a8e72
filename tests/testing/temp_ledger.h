// A ledger in a folder of its own, with the project's schemas, opened as the daemon opens it; or
// the same on a store in memory, for what a sanitizer must see whole.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "ledger/log/docket_reader.h"
#include "ledger/log/ledger.h"
#include "ledger/log/prepare.h"
#include "ledger/log/reader.h"
#include "ledger/log/sequencer.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::testing {

inline constexpr const char* kOrigin = "ledger.example.org/requests";

enum class Backing { kRocksDb, kMemory };

class TempLedger {
 public:
  explicit TempLedger(Backing backing = Backing::kRocksDb, std::uint64_t publish_multiple = 4,
                      std::int64_t clock_start_micros = FakeClock::kStart);
  ~TempLedger();

  log::LedgerDirs dirs() const;
  const std::string& vkey() const { return vkey_; }  // the first one
  log::Settled settled() const { return settled_; }  // what the last opening found of a rotation
  FakeClock& clock() { return clock_; }

  // Of the sequencer, from the next opening on; the publish multiple is the ledger's own.
  log::Sequencer::Options& options() { return options_; }

  // As start-up does it. Fails the test where `expect_ok`.
  base::Result<void> Open(const std::string& confirm_clock_by = "");
  void Close();

  log::Sequencer& sequencer() { return *sequencer_; }
  log::Reader& reader() { return *reader_; }
  log::Ledger& ledger() { return *ledger_; }        // on RocksDB only
  log::DocketReader& docket() { return *docket_; }  // likewise

  // One event, through prepare and sequencer, as uid:1000.
  base::Result<log::Appended> Record(const std::string& json);
  std::vector<base::Result<log::Appended>> RecordAll(const std::vector<std::string>& jsons,
                                                     bool stop_at_refusal = true,
                                                     bool dry_run = false);
  base::Result<log::Published> Publish();
  base::Result<log::Rotated> Rotate(const std::string& reason = "",
                                    const std::string& next_keys_sha256 = "");
  base::Result<std::vector<log::Appended>> RecordOwn(std::vector<log::OwnEvent> events);

 private:
  // What stands on MemoryStore, which outlives each opening.
  struct InMemory;

  base::Result<std::string> CreateInMemory(const log::CreateOptions& options);
  base::Result<void> OpenInMemory();

  TempDir dir_;
  FakeClock clock_;
  log::Sequencer::Options options_;
  std::string vkey_;
  log::Settled settled_ = log::Settled::kNothing;
  std::unique_ptr<InMemory> memory_;
  std::unique_ptr<log::Ledger> ledger_;
  std::unique_ptr<log::Reader> reader_;
  std::unique_ptr<log::DocketReader> docket_;
  std::unique_ptr<log::Preparer> preparer_;
  std::unique_ptr<log::Sequencer> sequencer_;
};

// A small valid historical event of matter `matter`: demand `id` received.
std::string DemandReceived(const std::string& matter, const std::string& id,
                           const std::string& extra = "");

}  // namespace reqledger::testing
