// Derived rows that were lost or changed are made again from the entries, and are then what an
// append would have left.
#include "ledger/log/rebuild.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "ledger/log/docket_reader.h"
#include "ledger/log/lookup.h"
#include "ledger/log/verify_store.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempLedger;

constexpr store::RowSpace kMadeAgain[] = {store::RowSpace::kMatter, store::RowSpace::kMatterIndex,
                                          store::RowSpace::kIdentifier, store::RowSpace::kDocket,
                                          store::RowSpace::kLookup};

std::string Event(const std::string& type, const std::string& members) {
  return R"({"matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-19"},)"
         R"("mode":"historical","type":")" +
         type + "\"," + members + "}";
}

class RocksDbRebuildTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    const std::string events[] = {
        Event("demand.received",
              R"("demand_id":"D1","kind":"us_sca_warrant","idempotency_key":"one")"),
        Event(
            "demand.target_added",
            R"("demand_id":"D1","target_id":"T1","selectors":[{"type":"email","value":"a@x.example"}])"),
        Event("secrecy.received",
              R"("secrecy_id":"S1","demand_ids":["D1"],"secrecy_kind":"us_2705b_order")"),
        Event("demand.triaged", R"("demand_id":"D1","priority":"expedited")"),
        Event(
            "ledger.correction",
            R"("corrects":2,"reason":"misread","personal_members":{"selectors":[{"type":"email","value":"b@x.example"}]})"),
        testing::DemandReceived("M-2", "D2"),
    };
    for (const std::string& event : events) {
      const auto appended = ledger_.Record(event);
      ASSERT_TRUE(appended) << appended.error().message;
    }
    docket_ = Docket();
    ledger_.Close();
  }

  // What is told of the docket, by name.
  std::map<std::string, std::string> Docket() {
    std::map<std::string, std::string> told;
    const DocketReader reader(ledger_.reader(), ledger_.ledger().catalogue, ledger_.ledger().rules);
    EXPECT_TRUE(reader.ForEach([&](const docket::Entity& entity) -> base::Result<void> {
      told.emplace(entity.name.id, entity.Serialize());
      return {};
    }));
    return told;
  }
  Report Verified() {
    VerifyStoreOptions options;
    options.dirs = ledger_.dirs();
    options.pinned = {*note::VerifierKey::Parse(ledger_.vkey())};
    auto report = VerifyDataDirectory(options);
    EXPECT_TRUE(report) << report.error().message;
    return *report;
  }
  std::unique_ptr<store::Store> Database() {
    return *store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
  }
  // Every derived row of every kind is `value` now, or gone where there is none.
  void Spoil(std::optional<std::string> value) {
    const auto store = Database();
    store::Batch batch;
    batch.first_seq = 7;
    batch.head = *store->Head();
    for (const store::RowSpace space : kMadeAgain) {
      ASSERT_TRUE(
          store->Rows(space, "", [&](std::string_view key, std::string_view) -> base::Result<void> {
            batch.removed.push_back({space, std::string(key)});
            if (value) batch.rows.push_back({space, std::string(key), *value});
            return {};
          }));
    }
    ASSERT_GE(batch.removed.size(), 7U + 2U + 4U + 3U + 2U);
    const auto committed = store->Commit(batch);
    ASSERT_TRUE(committed) << committed.error().message;
  }
  void ExpectWholeAgain() {
    const auto rebuilt = RebuildDerivedRows(ledger_.dirs(), {});
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    const Report report = Verified();
    EXPECT_EQ(report.verdict, Verdict::kVerified);
    EXPECT_TRUE(report.findings.empty());
    ASSERT_TRUE(ledger_.Open());
    EXPECT_EQ(Docket(), docket_);
    const auto found = FindByLookup(ledger_.reader(), event::LookupKind::kSelector, "B@x.example");
    ASSERT_TRUE(found);
    EXPECT_THAT(*found, ElementsAre(2));
    // The next entries go on from where the matter was.
    ASSERT_TRUE(
        ledger_.Record(Event("demand.triaged", R"("demand_id":"D1","priority":"routine")")));
    ledger_.Close();
    EXPECT_EQ(Verified().verdict, Verdict::kVerified);
  }

  TempLedger ledger_;
  std::map<std::string, std::string> docket_;
};

TEST_F(RocksDbRebuildTest, RowsThatWereLostAreMadeAgain) {
  Spoil(std::nullopt);
  EXPECT_EQ(Verified().verdict, Verdict::kFailed);
  ExpectWholeAgain();
}

TEST_F(RocksDbRebuildTest, RowsThatWereChangedAreMadeAgain) {
  Spoil("nothing of ours");
  EXPECT_EQ(Verified().verdict, Verdict::kFailed);
  ExpectWholeAgain();
}

TEST_F(RocksDbRebuildTest, RowsThatNoEntryMakesAreRemoved) {
  {
    const auto store = Database();
    store::Batch batch;
    batch.first_seq = 7;
    batch.head = *store->Head();
    for (const store::RowSpace space : kMadeAgain)
      batch.rows.push_back({space, std::string(24, 'x'), "planted"});
    ASSERT_TRUE(store->Commit(batch));
  }
  EXPECT_EQ(Verified().verdict, Verdict::kFailed);
  ExpectWholeAgain();
}

TEST_F(RocksDbRebuildTest, NothingIsWrittenOnRowsThatAreNotWhole) {
  // As a crash in the midst of it leaves them.
  Spoil(std::nullopt);
  ASSERT_TRUE(base::WriteFileDurably(UnfinishedRowsPath(ledger_.dirs()), "", 0600));
  const auto opened = OpenLedger(ledger_.dirs(), {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "rows_unfinished");
  EXPECT_THAT(opened.error().message, HasSubstr("not whole"));
  ExpectWholeAgain();
}

TEST_F(RocksDbRebuildTest, ARepeatIsStillRecognised) {
  Spoil(std::nullopt);
  ASSERT_TRUE(RebuildDerivedRows(ledger_.dirs(), {}));
  ASSERT_TRUE(ledger_.Open());
  const auto again = ledger_.Record(Event(
      "demand.received", R"("demand_id":"D1","kind":"us_sca_warrant","idempotency_key":"one")"));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->placed.repeat);
  EXPECT_EQ(again->placed.seq, 1U);
}

}  // namespace
}  // namespace reqledger::log
