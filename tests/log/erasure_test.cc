// Lawful erasure on a real store: what it leaves, and that a fault after any of its steps leaves
// all of it or, before its entry, nothing.
#include "ledger/log/erasure.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/log/docket_reader.h"
#include "ledger/log/lookup.h"
#include "ledger/log/verify_store.h"
#include "tests/log/faulty_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using base::Code;
using testing::DemandReceived;
using testing::TempLedger;
using vault::ErasureScope;

constexpr const char* kMail = "a@x.example";

std::string Event(const std::string& matter, const std::string& type, const std::string& members) {
  return R"({"matter":")" + matter +
         R"(","occurred_at":{"precision":"day","value":"2026-11-19"},"mode":"historical","type":")" +
         type + "\"," + members + "}";
}

std::string Target(const std::string& matter, const std::string& demand) {
  return Event(matter, "demand.target_added",
               R"("demand_id":")" + demand + R"(","target_id":")" + demand +
                   R"(-T","selectors":[{"type":"email","value":")" + kMail + R"("}])");
}

ErasureRequest Request(const std::string& matter, ErasureScope scope) {
  return {.matter = matter,
          .scope = scope,
          .basis = "policy",
          .authority = "counsel",
          .escrow_destroyed = {},
          .recorded_by = "uid:1000"};
}

class RocksDbErasureTest : public ::testing::Test {
 protected:
  RocksDbErasureTest() { Begin(); }

  void Begin() {
    ledger_ = std::make_unique<TempLedger>();
    ASSERT_TRUE(ledger_->Open());
    Record(DemandReceived("M-1", "D1", R"(,"idempotency_key":"one")"));  // 1
    Record(Target("M-1", "D1"));                                         // 2
    Record(DemandReceived("M-2", "D2"));                                 // 3
    Record(Target("M-2", "D2"));                                         // 4
  }

  void Record(const std::string& event) {
    const auto appended = ledger_->Record(event);
    ASSERT_TRUE(appended) << appended.error().message;
  }
  std::string Refused(const std::string& event) {
    const auto appended = ledger_->Record(event);
    return appended ? "recorded" : appended.error().reason;
  }
  ErasureGround Ground(store::Store* store = nullptr) {
    Ledger& ledger = ledger_->ledger();
    return {store == nullptr ? *ledger.store : *store, *ledger.vault, ledger.catalogue,
            ledger.rules};
  }
  std::uint64_t size() { return ledger_->sequencer().head()->tree.size; }

  base::Result<Erased> Erase(const ErasureRequest& request, store::Store* store = nullptr) {
    const DocketReader docket(ledger_->reader(), ledger_->ledger().catalogue,
                              ledger_->ledger().rules);
    const Eraser eraser(Ground(store), {ledger_->reader(), docket, ledger_->ledger().catalogue});
    ASSIGN_OR_RETURN(const PreparedErasure prepared, eraser.Prepare(request, size()));
    std::promise<base::Result<Erased>> answer;
    RETURN_IF_ERROR(
        ledger_->sequencer().SubmitAlone([&](base::Result<CommitOwn> commit) -> base::Result<void> {
          auto erased = eraser.Apply(prepared, size(), *commit);
          const auto error = erased ? base::Result<void>() : base::Fail(erased.error());
          answer.set_value(std::move(erased));
          return error;
        }));
    return answer.get_future().get();
  }

  void Reopen() {
    ledger_->Close();
    const auto opened = ledger_->Open();
    ASSERT_TRUE(opened) << opened.error().message;
  }

  std::size_t Found() {
    return FindByLookup(ledger_->reader(), event::LookupKind::kSelector, kMail)->size();
  }

  // Entry 2 as it is opened; empty where it is not.
  std::string Selectors() {
    const auto opened = ledger_->reader().Open(2);
    EXPECT_TRUE(opened) << opened.error().message;
    const std::string* const found = opened ? opened->Find("selectors") : nullptr;
    return found == nullptr ? "" : *found;
  }
  std::uint64_t RowsOf(store::RowSpace space) {
    std::uint64_t rows = 0;
    EXPECT_TRUE(ledger_->ledger().store->Rows(
        space, "", [&](std::string_view, std::string_view) -> base::Result<void> {
          ++rows;
          return {};
        }));
    return rows;
  }

  // Ends the daemon's part.
  Report Verified() {
    ledger_->Close();
    VerifyStoreOptions options;
    options.dirs = ledger_->dirs();
    options.pinned = {*note::VerifierKey::Parse(ledger_->vkey())};
    auto report = VerifyDataDirectory(options);
    EXPECT_TRUE(report) << report.error().message;
    return *std::move(report);
  }
  void ExpectVerified(std::uint64_t closed) {
    const Report report = Verified();
    for (const Finding& finding : report.findings) {
      ADD_FAILURE() << finding.code << " at " << finding.seq.value_or(-1) << ": " << finding.got;
    }
    ASSERT_EQ(report.erasures.size(), 1U);
    EXPECT_EQ(report.erasures.front().closed, closed);
  }

  std::unique_ptr<TempLedger> ledger_;
};

TEST_F(RocksDbErasureTest, PersonalLeavesTheRest) {
  const auto erased = Erase(Request("M-1", ErasureScope::kPersonal));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->seq, 5U);
  EXPECT_EQ(erased->entries, 1U);
  EXPECT_EQ(Selectors(), "");
  EXPECT_EQ(ledger_->reader().Open(2)->Text("target_id"), "D1-T");
  EXPECT_EQ(ledger_->reader().Open(2)->erased->seq, 5U);
  EXPECT_EQ(Found(), 1U);
  EXPECT_EQ(RowsOf(store::RowSpace::kIdempotency), 0U);
  EXPECT_EQ(ledger_->ledger().store->Vault(2, 0).error().code, Code::kNotFound);
  // What it holds from now on lies under a fresh key.
  Record(Event(
      "M-1", "demand.target_added",
      R"("demand_id":"D1","target_id":"T9","selectors":[{"type":"email","value":"a@x.example"}])"));
  EXPECT_EQ(Found(), 2U);
  Reopen();
  EXPECT_EQ(Found(), 2U);
  EXPECT_EQ(Erase(Request("M-1", ErasureScope::kPersonal))->entries, 1U);
  EXPECT_EQ(Found(), 1U);
  EXPECT_EQ(Erase(Request("M-1", ErasureScope::kPersonal)).error().reason, "nothing_to_erase");
  EXPECT_EQ(Erase(Request("M-1", ErasureScope::kMatter))->entries, 3U);
  const Report report = Verified();
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.erasures.size(), 3U);
}

TEST_F(RocksDbErasureTest, WholeTakesNoFurtherEvent) {
  ASSERT_TRUE(Erase(Request("M-1", ErasureScope::kMatter)));
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_EQ(Refused(Target("M-1", "D1")), "erased");
    EXPECT_EQ(Refused(DemandReceived("M-3", "D1")), "erased");
    EXPECT_EQ(Refused(Target("M-2", "D1")), "erased");
    EXPECT_EQ(ledger_->reader().MatterEntries("M-1", size())->size(), 2U);
    EXPECT_EQ(ledger_->reader().Open(1)->erased->scope, ErasureScope::kMatter);
    EXPECT_EQ(Erase(Request("M-1", ErasureScope::kMatter)).error().reason, "erased");
  }
  ExpectVerified(2);
}

TEST_F(RocksDbErasureTest, UnknownMattersAndHoldsAreRefused) {
  EXPECT_EQ(Erase(Request("M-9", ErasureScope::kMatter)).error().code, Code::kNotFound);
  Record(Event("M-1", "retention.hold_applied",
               R"("hold_id":"H1","basis":"litigation","authority":"court")"));
  EXPECT_EQ(Erase(Request("M-1", ErasureScope::kPersonal)).error().reason, "held");
  Record(Event("M-1", "ledger.correction",
               R"("corrects":5,"reason":"of another matter","withdraws":true)"));
  EXPECT_TRUE(Erase(Request("M-1", ErasureScope::kPersonal)));
}

TEST_F(RocksDbErasureTest, AnOrderOverOthersIsReleasedFirst) {
  Record(Event("M-1", "secrecy.received",
               R"("secrecy_id":"S1","demand_ids":["D2"],"secrecy_kind":"us_2705b_order")"));
  const auto held = Erase(Request("M-1", ErasureScope::kMatter));
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().reason, "held");
  EXPECT_NE(held.error().message.find("S1"), std::string::npos);
  Record(Event("M-1", "secrecy.terminated", R"("secrecy_id":"S1")"));
  EXPECT_EQ(Erase(Request("M-1", ErasureScope::kMatter)).error().reason, "held");
  Record(Event("M-1", "secrecy.release_cleared", R"("secrecy_id":"S1")"));
  const auto erased = Erase(Request("M-1", ErasureScope::kMatter));
  ASSERT_TRUE(erased) << erased.error().message;
  // The other matter's demand is now as its own entries make it.
  const DocketReader docket(ledger_->reader(), ledger_->ledger().catalogue,
                            ledger_->ledger().rules);
  const auto demand = docket.Find({"demand", "D2"});
  ASSERT_TRUE(demand && *demand);
  EXPECT_TRUE((*demand)->obligations.empty());
  ExpectVerified(5);
}

TEST_F(RocksDbErasureTest, ManyRangesTakeSeveralEntries) {
  std::vector<std::string> events;
  for (int i = 0; i < 600; ++i) {
    events.push_back(DemandReceived("M-1", "A" + std::to_string(i)));
    events.push_back(DemandReceived("M-2", "B" + std::to_string(i)));
  }
  for (const auto& outcome : ledger_->RecordAll(events)) ASSERT_TRUE(outcome);
  const auto erased = Erase(Request("M-1", ErasureScope::kMatter));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->entries, 602U);
  EXPECT_EQ(ledger_->reader().Open(1)->erased->seq, erased->seq);
  EXPECT_EQ(ledger_->reader().Open(erased->seq - 2)->erased->seq, erased->seq + 1);
  const Report report = Verified();
  EXPECT_TRUE(report.findings.empty());
  ASSERT_EQ(report.erasures.size(), 2U);
  EXPECT_EQ(report.erasures[0].closed + report.erasures[1].closed, 602U);
}

TEST_F(RocksDbErasureTest, AnIntentionWithoutAnEntryIsForgotten) {
  ASSERT_TRUE(ledger_->ledger().vault->tombstones().Intend(
      {.handle = ledger_->ledger().vault->HandleOf("M-1"),
       .scope = ErasureScope::kMatter,
       .generation = 1,
       .matter_seq = 2,
       .last_leaf = {},
       .by_seq = size(),
       .done = false,
       .seqs = {{1, 2}}}));
  Reopen();
  EXPECT_NE(Selectors(), "");
  Record(Event("M-1", "demand.triaged", R"("demand_id":"D1","priority":"expedited")"));
  Reopen();
  EXPECT_NE(Selectors(), "");
  EXPECT_TRUE(ledger_->ledger().vault->tombstones().Intended().empty());
}

// Recorded, and the key table not yet touched.
TEST_F(RocksDbErasureTest, AnEntryIsEnoughForTheNextStart) {
  for (const ErasureScope scope : {ErasureScope::kPersonal, ErasureScope::kMatter}) {
    Begin();
    vault::Vault& vault = *ledger_->ledger().vault;
    ASSERT_TRUE(vault.tombstones().Intend({.handle = vault.HandleOf("M-1"),
                                           .scope = scope,
                                           .generation = 1,
                                           .matter_seq = 2,
                                           .last_leaf = {},
                                           .by_seq = size(),
                                           .done = false,
                                           .seqs = {{2, 2}}}));
    OwnEvent own{.type = "ledger.erasure_applied",
                 .matter = "ledger",
                 .members = {{"seqs", R"([{"first":1,"last":2}])"},
                             {"scope", std::string("\"") + std::string(ScopeName(scope)) + "\""},
                             {"basis", R"("policy")"},
                             {"authority", R"("counsel")"}}};
    ASSERT_TRUE(ledger_->RecordOwn({own}));
    EXPECT_NE(Selectors(), "");
    Reopen();
    EXPECT_EQ(Selectors(), "");
    EXPECT_EQ(ledger_->ledger().erasures_finished, 1U);
    EXPECT_EQ(ledger_->ledger().vault->erased_again(), 1U);
    EXPECT_EQ(ledger_->ledger().vault->keys().epoch(), 2U);
    Reopen();
    EXPECT_EQ(ledger_->ledger().erasures_finished, 0U);
  }
}

// Each write to the store after the keys are gone, compaction among them, failing in turn.
TEST_F(RocksDbErasureTest, AFailedDeletionIsFinishedByTheNextStart) {
  for (int good = 0; good < 3; ++good) {
    Begin();
    FaultyStore faulty(*ledger_->ledger().store, good,
                       good == 1 ? Outcome::kDone : Outcome::kNotDone);
    const auto erased = Erase(Request("M-1", ErasureScope::kMatter), &faulty);
    ASSERT_FALSE(erased) << "there are fewer writes than " << good;
    EXPECT_EQ(erased.error().code, Code::kIo);
    ledger_->sequencer().Stop();
    EXPECT_TRUE(ledger_->sequencer().failure());
    EXPECT_EQ(Selectors(), "");
    Reopen();
    EXPECT_EQ(ledger_->ledger().erasures_finished, 1U);
    EXPECT_EQ(Refused(Target("M-1", "D1")), "erased");
    ExpectVerified(2);
  }
}

}  // namespace
}  // namespace reqledger::log
