// The way of an event through a real ledger on disk; after every step the whole log is checked
// again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "ledger/base/file.h"
#include "ledger/event/disclosure.h"
#include "ledger/event/entry.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/receipt.h"
#include "tests/log/whole_log.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using base::Code;
using testing::DemandReceived;
using testing::TempLedger;

void CheckReceipt(TempLedger& ledger, const Appended& appended) {
  const auto text = ledger.reader().Receipt(appended.placed.seq, *appended.head);
  ASSERT_TRUE(text) << text.error().message;
  const auto proof = note::ParseTlogProof(*text);
  ASSERT_TRUE(proof);
  const auto key = note::VerifierKey::Parse(ledger.vkey());
  const auto verified =
      note::VerifyTlogProof(*proof, merkle::LeafHash(appended.placed.entry), std::span(&*key, 1));
  EXPECT_TRUE(verified) << verified.error().message;
}

class SequencerTest : public ::testing::TestWithParam<testing::Backing> {};
INSTANTIATE_TEST_SUITE_P(Stores, SequencerTest,
                         ::testing::Values(testing::Backing::kMemory, testing::Backing::kRocksDb),
                         [](const auto& backing) {
                           return backing.param == testing::Backing::kMemory ? "Memory" : "RocksDb";
                         });

TEST_P(SequencerTest, RecordsAnEventDurablyChainedAndSigned) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 1U);
  const auto appended = ledger.Record(DemandReceived("M-1", "M-1-D1"));
  ASSERT_TRUE(appended) << appended.error().message;
  EXPECT_EQ(appended->placed.seq, 1U);
  EXPECT_FALSE(appended->placed.repeat);
  CheckReceipt(ledger, *appended);
  CheckWholeLog(ledger);
  const auto opened = ledger.reader().Open(1);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->Text("type"), "demand.received");
  EXPECT_EQ(opened->Text("recorded_by"), "uid:1000");
  EXPECT_EQ(opened->Text("demand_id"), "M-1-D1");
}

TEST_P(SequencerTest, SurvivesRestartAndContinues) {
  TempLedger ledger(GetParam());
  for (int round = 0; round < 4; ++round) {
    ASSERT_TRUE(ledger.Open());
    for (int i = 0; i < 5; ++i) {
      const std::string id = "D" + std::to_string(round) + "." + std::to_string(i);
      const auto appended = ledger.Record(DemandReceived("M-" + std::to_string(i % 2), id));
      ASSERT_TRUE(appended) << appended.error().message;
      CheckReceipt(ledger, *appended);
    }
    CheckWholeLog(ledger);
    ledger.Close();
  }
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 21U);
}

TEST_P(SequencerTest, CrossesTileBoundariesInOneBatch) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  std::vector<std::string> events;
  events.reserve(600);
  for (int i = 0; i < 600; ++i) events.push_back(DemandReceived("M-1", "D" + std::to_string(i)));
  const auto outcomes = ledger.RecordAll(events);
  ASSERT_EQ(outcomes.size(), events.size());
  for (const auto& outcome : outcomes) {
    ASSERT_TRUE(outcome) << outcome.error().message;
    CheckReceipt(ledger, *outcome);
  }
  CheckWholeLog(ledger);
  ledger.Close();
  ASSERT_TRUE(ledger.Open());
  CheckWholeLog(ledger);
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 601U);
}

TEST_P(SequencerTest, ARepeatIsTheSameEntryAlsoAfterARestart) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const std::string event = DemandReceived("M-1", "D1", R"(,"idempotency_key":"k1")");
  const auto first = ledger.Record(event);
  ASSERT_TRUE(first);
  for (int round = 0; round < 2; ++round) {
    const auto again = ledger.Record(event);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->placed.repeat);
    EXPECT_EQ(again->placed.seq, first->placed.seq);
    EXPECT_EQ(again->placed.entry, first->placed.entry);
    CheckReceipt(ledger, *again);
    ledger.Close();
    ASSERT_TRUE(ledger.Open());
  }
  const auto other = ledger.Record(DemandReceived("M-1", "D2", R"(,"idempotency_key":"k1")"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::kConflict);
  EXPECT_EQ(other.error().violations.front().pointer, "/idempotency_key");
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 2U);
  // The same key in another matter is another key.
  EXPECT_TRUE(ledger.Record(DemandReceived("M-2", "D3", R"(,"idempotency_key":"k1")")));
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, ARepeatWithinOneBatchIsOneEntry) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const std::string event = DemandReceived("M-1", "D1", R"(,"idempotency_key":"k1")");
  const auto outcomes = ledger.RecordAll({event, event});
  ASSERT_EQ(outcomes.size(), 2U);
  ASSERT_TRUE(outcomes[1]) << outcomes[1].error().message;
  EXPECT_TRUE(outcomes[1]->placed.repeat);
  EXPECT_EQ(outcomes[1]->placed.seq, outcomes[0]->placed.seq);
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, RefusesTakenAndUnknownIdentifiersAndLeavesTheRest) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const std::string accepted = R"({"type":"demand.accepted","matter":"M-1","mode":"historical",)"
                               R"("occurred_at":{"precision":"unknown"},"demand_id":"D9"})";
  const auto outcomes = ledger.RecordAll({DemandReceived("M-1", "D1"), DemandReceived("M-2", "D1"),
                                          accepted, DemandReceived("M-1", "D2")},
                                         false);
  ASSERT_EQ(outcomes.size(), 4U);
  EXPECT_TRUE(outcomes[0]);
  ASSERT_FALSE(outcomes[1]);
  EXPECT_EQ(outcomes[1].error().violations.front().rule, "identifier_taken");
  ASSERT_FALSE(outcomes[2]);
  EXPECT_EQ(outcomes[2].error().violations.front().rule, "identifier_unknown");
  EXPECT_EQ(outcomes[2].error().violations.front().pointer, "/demand_id");
  ASSERT_TRUE(outcomes[3]);
  EXPECT_EQ(outcomes[3]->placed.seq, 2U);
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, StopsAtARefusalWhenAsked) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const auto outcomes = ledger.RecordAll(
      {DemandReceived("M-1", "D1"), DemandReceived("M-1", "D1"), DemandReceived("M-1", "D2")});
  EXPECT_TRUE(outcomes[0]);
  EXPECT_FALSE(outcomes[1]);
  ASSERT_FALSE(outcomes[2]);
  EXPECT_EQ(outcomes[2].error().reason, "skipped");
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 2U);
}

TEST_P(SequencerTest, ADryRunJudgesAndRecordsNothing) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  const auto outcomes =
      ledger.RecordAll({DemandReceived("M-1", "D2"), DemandReceived("M-1", "D1")}, true, true);
  EXPECT_TRUE(outcomes[0]);
  EXPECT_FALSE(outcomes[1]);
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 2U);
  EXPECT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, RefusesWhatIsTheDaemonsOwn) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const auto heartbeat = ledger.Record(
      R"({"type":"ledger.heartbeat","matter":"M-1","occurred_at":{"precision":"unknown"}})");
  ASSERT_FALSE(heartbeat);
  EXPECT_EQ(heartbeat.error().code, Code::kPermissionDenied);
  const auto own_matter = ledger.Record(DemandReceived("ledger", "D1"));
  ASSERT_FALSE(own_matter);
  EXPECT_EQ(own_matter.error().code, Code::kPermissionDenied);
}

TEST_P(SequencerTest, PublishesAtPaddedSizesThatExtendEachOther) {
  TempLedger ledger(GetParam(), 4);
  ASSERT_TRUE(ledger.Open());
  const auto key = note::VerifierKey::Parse(ledger.vkey());
  merkle::TreeHead last;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D" + std::to_string(i))));
    const auto published = ledger.Publish();
    ASSERT_TRUE(published) << published.error().message;
    const auto opened = note::OpenCheckpoint(published->checkpoint, std::span(&*key, 1));
    ASSERT_TRUE(opened);
    const merkle::TreeHead head = opened->checkpoint.head;
    EXPECT_EQ(head.size % 4, 0U);
    const auto proof =
        ledger.reader().ProveConsistency({.from = last.size, .to = head.size}, *published->head);
    ASSERT_TRUE(proof);
    EXPECT_TRUE(merkle::VerifyConsistency(*proof, last, head));
    last = head;
    const auto again = ledger.Publish();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->checkpoint, published->checkpoint);
  }
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, ManyThreadsGetOneOrder) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  std::vector<std::vector<std::uint64_t>> seqs(8);
  std::vector<std::thread> threads;
  threads.reserve(seqs.size());
  for (std::size_t t = 0; t < seqs.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const auto appended = ledger.Record(DemandReceived(
            "M-" + std::to_string(t), "D" + std::to_string(t) + "." + std::to_string(i)));
        if (appended) seqs[t].push_back(appended->placed.seq);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::uint64_t> all;
  for (const auto& own : seqs) {
    EXPECT_EQ(own.size(), 25U);
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    all.insert(own.begin(), own.end());
  }
  EXPECT_EQ(all.size(), 200U);
  CheckWholeLog(ledger);
}

TEST_P(SequencerTest, CorrectionsNameAnEntryOfTheirMatterAndItsMembers) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ASSERT_TRUE(ledger.Record(DemandReceived("M-2", "D2")));
  const auto correction = [](const std::string& matter, const std::string& seq,
                             const std::string& members) {
    return R"({"type":"ledger.correction","matter":")" + matter +
           R"(","occurred_at":{"precision":"day","value":"2026-11-21"},"reason":"typing error","corrects":)" +
           seq + R"(,"members":)" + members + "}";
  };
  const auto good = ledger.Record(correction("M-1", "1", R"({"kind":"us_sca_d_order"})"));
  EXPECT_TRUE(good) << good.error().message;
  for (const auto& [matter, seq, members] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {"M-1", "2", R"({"kind":"us_sca_d_order"})"},
           {"M-1", "99", R"({"kind":"us_sca_d_order"})"},
           {"M-1", "1", R"({"no_such_member":"x"})"},
           {"M-1", "1", R"({"recorded_at":"x"})"}}) {
    const auto refused = ledger.Record(correction(matter, seq, members));
    ASSERT_FALSE(refused) << matter << seq << members;
    EXPECT_EQ(refused.error().code, Code::kConflict);
  }
  CheckWholeLog(ledger);
}

}  // namespace
}  // namespace reqledger::log
