// The docket beside its log: what is refused, what the daemon raises, and that rows and entries
// agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "ledger/docket/moment.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/own_event.h"
#include "ledger/log/rows.h"
#include "ledger/log/verify_store.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using testing::Backing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempLedger;

std::string Event(const std::string& type, const std::string& members,
                  const std::string& mode = R"("mode":"historical",)") {
  return R"({"matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-19"},)" + mode +
         R"("type":")" + type + "\"," + members + "}";
}
std::string Live(const std::string& type, const std::string& members) {
  return Event(type, members, "");
}

class RocksDbDocketTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    ASSERT_TRUE(
        ledger_.Record(Event("demand.received", R"("demand_id":"D1","kind":"us_sca_warrant")")));
  }
  DocketReader docket() {
    return {ledger_.reader(), ledger_.ledger().catalogue, ledger_.ledger().rules};
  }
  docket::Entity Get(const std::string& entity, const std::string& id) {
    const auto found = docket().Find({entity, id});
    EXPECT_TRUE(found && *found);
    return **found;
  }
  Report Verified() {
    ledger_.Close();
    VerifyStoreOptions options;
    options.dirs = ledger_.dirs();
    options.pinned = {*note::VerifierKey::Parse(ledger_.vkey())};
    auto report = VerifyDataDirectory(options);
    EXPECT_TRUE(report) << report.error().message;
    return *report;
  }

  TempLedger ledger_;
};

TEST_F(RocksDbDocketTest, WhatWasRecordedLateIsReported) {
  const std::string members = R"("demand_id":"D1","priority":"routine")";
  const auto at = [&](const std::string& day, const std::string& event) {
    return std::string(event).replace(event.find("2026-11-19"), 10, day);
  };
  ASSERT_TRUE(ledger_.Record(at("2026-11-01", Event("demand.triaged", members))));
  ASSERT_TRUE(ledger_.Record(at("2026-11-13", Live("demand.triaged", members))));
  const auto appended = ledger_.Record(at("2026-11-12", Live("demand.triaged", members)));
  ASSERT_TRUE(appended) << appended.error().message;
  const Report report = Verified();
  EXPECT_EQ(report.verdict, Verdict::kVerified);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].code, "record.late");
  EXPECT_EQ(report.findings[0].seq, appended->placed.seq);
}

// Corrected values are judged like those that they replace.
TEST_F(RocksDbDocketTest, ACorrectionBringsInNothingThatAnEventCouldNot) {
  ASSERT_TRUE(ledger_.Record(
      Event("secrecy.received",
            R"("secrecy_id":"S1","demand_ids":["D1"],"secrecy_kind":"us_2705b_order")")));
  const auto correct = [&](const std::string& members) {
    return ledger_.Record(Live("ledger.correction",
                               R"("corrects":2,"reason":"misread","members":{)" + members + "}"));
  };
  struct {
    std::string members;
    base::Code code;
    std::string pointer;
    std::string rule;
  } const cases[] = {
      {R"("demand_ids":["D1","D9"])", base::Code::kConflict, "/members/demand_ids",
       "identifier_unknown"},
      {R"("secrecy_id":"S2")", base::Code::kConflict, "/members/secrecy_id", "corrects"},
      {R"("secrecy_kind":"no_such_kind")", base::Code::kInvalidArgument, "/members/secrecy_kind",
       "enum"},
      {R"("demand_ids":"D1")", base::Code::kInvalidArgument, "/members/demand_ids", "type"},
      {R"("term":{"period":"a year"})", base::Code::kInvalidArgument, "/members/term/period",
       "pattern"},
      {R"("occurred_at":{"precision":"day","value":"2026-13-01"})", base::Code::kInvalidArgument,
       "/members/occurred_at/value", ""},
      {R"("note":"personal")", base::Code::kConflict, "/members/note", "corrects"},
      {R"("no_member":1)", base::Code::kConflict, "/members/no_member", "corrects"},
  };
  const std::uint64_t before = ledger_.sequencer().head()->tree.size;
  for (const auto& each : cases) {
    const auto refused = correct(each.members);
    ASSERT_FALSE(refused) << each.members;
    EXPECT_EQ(refused.error().code, each.code) << each.members;
    ASSERT_FALSE(refused.error().violations.empty()) << each.members;
    EXPECT_EQ(refused.error().violations[0].pointer, each.pointer);
    EXPECT_THAT(refused.error().violations[0].rule, HasSubstr(each.rule));
  }
  EXPECT_EQ(ledger_.sequencer().head()->tree.size, before);
  const auto good = correct(
      R"("secrecy_kind":"us_state_order","occurred_at":{"precision":"day","value":"2026-11-18"})");
  EXPECT_TRUE(good) << good.error().message;
}

TEST_F(RocksDbDocketTest, AnUnexpectedLiveEventIsRefusedWithTheWayToRecordIt) {
  const std::uint64_t before = ledger_.sequencer().head()->tree.size;
  const auto refused = ledger_.Record(Live("demand.resumed", R"("demand_id":"D1")"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kConflict);
  EXPECT_EQ(refused.error().reason, "irregular");
  EXPECT_THAT(refused.error().message,
              HasSubstr("demand.resumed is not expected of a demand in state received"));
  EXPECT_THAT(refused.error().violations.at(0).expected, HasSubstr("demand.authenticity_checked"));
  EXPECT_EQ(ledger_.sequencer().head()->tree.size, before);
  EXPECT_EQ(Get("demand", "D1").irregular.size(), 0U);

  const auto recorded = ledger_.Record(
      Live("demand.resumed", R"("demand_id":"D1","out_of_sequence":{"reason":"by telephone"})"));
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_EQ(Get("demand", "D1").irregular, std::vector<std::uint64_t>{recorded->placed.seq});
  const Report report = Verified();
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].code, "state.transition");
  EXPECT_EQ(report.findings[0].seq, recorded->placed.seq);
  EXPECT_EQ(ExitStatus(report), 0);
}

// Two events of one batch: the second is judged by what the first has made.
TEST_F(RocksDbDocketTest, ABatchIsJudgedInItsOrder) {
  const auto outcomes = ledger_.RecordAll(
      {Live("demand.authenticity_checked",
            R"("demand_id":"D1","method":"in_person","result":"authentic")"),
       Live(
           "demand.validated",
           R"("demand_id":"D1","checks":{"signature_ok":true,"instrument_sufficient":true,"jurisdiction_ok":true,"identifiers_ok":true,"period_ok":true})")});
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(Get("demand", "D1").state, "in_review");
}

TEST_F(RocksDbDocketTest, ADryRunChangesNoState) {
  const auto outcomes =
      ledger_.RecordAll({Event("demand.accepted", R"("demand_id":"D1")")}, true, true);
  EXPECT_TRUE(outcomes.at(0));
  EXPECT_EQ(Get("demand", "D1").state, "received");
}

TEST_F(RocksDbDocketTest, ACorrectionIsFoldedFromCommittedEntries) {
  ASSERT_TRUE(
      ledger_.Record(Event("demand.closed", R"("demand_id":"D1","disposition":"rejected")")));
  EXPECT_EQ(Get("demand", "D1").irregular.size(), 1U);
  ASSERT_TRUE(ledger_.Record(
      Live("ledger.correction", R"("corrects":2,"reason":"of another matter","withdraws":true)")));
  EXPECT_TRUE(Get("demand", "D1").irregular.empty());
  EXPECT_FALSE(Get("demand", "D1").facts.contains("disposition"));
  EXPECT_TRUE(Verified().findings.empty());
}

TEST_F(RocksDbDocketTest, WhatOthersRestOnIsNotWithdrawn) {
  ASSERT_TRUE(
      ledger_.Record(Live("demand.authenticity_checked",
                          R"("demand_id":"D1","method":"in_person","result":"authentic")")));
  ASSERT_TRUE(ledger_.Record(Live("demand.triaged", R"("demand_id":"D1","priority":"routine")")));
  const auto withdraw = [&](int seq) {
    return ledger_.Record(
        Live("ledger.correction",
             R"("reason":"of another matter","withdraws":true,"corrects":)" + std::to_string(seq)));
  };
  const auto first = withdraw(1);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, base::Code::kConflict);
  EXPECT_THAT(first.error().message, HasSubstr("later entries rest on the entry: 2, 3"));
  EXPECT_EQ(Get("demand", "D1").state, "in_review");
  EXPECT_TRUE(withdraw(3));
  EXPECT_TRUE(withdraw(2));
  EXPECT_EQ(Get("demand", "D1").state, "received");
  EXPECT_TRUE(withdraw(1));  // what was withdrawn rests on it no more
  EXPECT_EQ(Get("demand", "D1").state, "none");
  EXPECT_TRUE(Verified().findings.empty());
}

TEST_F(RocksDbDocketTest, AChangedRowIsFound) {
  ledger_.Close();
  ASSERT_TRUE(ledger_.Open());
  docket::Entity entity = Get("demand", "D1");
  entity.state = "closed";
  const auto keys = ledger_.ledger().vault->FindKeys("M-1");
  ASSERT_TRUE(keys);
  store::Batch batch;
  batch.first_seq = ledger_.sequencer().head()->tree.size;
  batch.rows = {DocketRow(*ledger_.ledger().vault, *keys, entity)};
  batch.head = *ledger_.ledger().store->Head();
  ledger_.Close();
  {
    auto store = store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
    ASSERT_TRUE(store && (*store)->Commit(batch));
  }
  const Report report = Verified();
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings[0].code, "derived.mismatch");
  EXPECT_EQ(report.findings[0].seq, 1U);
}

// 2023-11-17T16:00:00-05:00, before the walkthrough begins.
constexpr std::int64_t kWalkthroughBegins = 1'700'254'800'000'000;

// The matter as it would have been recorded while it happened: no event is refused, and the daemon
// itself says when the gag ended.
TEST(RocksDbWalkthroughTest, NeedsNoWordOutOfSequence) {
  TempLedger ledger(Backing::kRocksDb, 4, kWalkthroughBegins);
  ASSERT_TRUE(ledger.Open());
  const DocketReader docket(ledger.reader(), ledger.ledger().catalogue, ledger.ledger().rules);
  const auto raise_due = [&] {
    std::vector<docket::EntityName> due;
    ASSERT_TRUE(docket.ForEach([&](const docket::Entity& entity) -> base::Result<void> {
      if (!DueEvents(docket.rules(), entity, ledger.clock().Wall()).empty())
        due.push_back(entity.name);
      return {};
    }));
    ASSERT_TRUE(ledger.sequencer().SubmitDue(due));
    ASSERT_TRUE(ledger.RecordOwn({{.type = "ledger.heartbeat", .matter = "ledger"}}));
  };
  std::ifstream file(std::string(REQLEDGER_SOURCE_DIR) + "/schemas/samples/walkthrough.jsonl");
  int recorded = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("//")) continue;
    const std::string historical = R"("mode": "historical", )";
    const auto mode = line.find(historical);
    ASSERT_NE(mode, std::string::npos);
    line.erase(mode, historical.size());
    const auto from = line.find(R"("occurred_at": )") + 15;
    const auto moment = docket::ParseOccurredAt(line.substr(from, line.find('}', from) + 1 - from));
    ASSERT_TRUE(moment) << line;
    const base::Instant at =
        docket::EndOf(*moment, docket::Place::Find("America/New_York").value());
    if (at > ledger.clock().Wall()) ledger.clock().Pass(at.micros - ledger.clock().Wall().micros);
    raise_due();
    if (line.find(R"("secrecy.expired")") != std::string::npos) continue;  // the daemon's to say
    const auto outcome = ledger.Record(line);
    ASSERT_TRUE(outcome) << outcome.error().message << "\n" << line;
    ++recorded;
  }
  EXPECT_EQ(recorded, 28);
  std::vector<std::string> raised;
  for (std::uint64_t seq = 0; seq < ledger.sequencer().head()->tree.size; ++seq) {
    const auto entry = ledger.reader().Open(seq);
    ASSERT_TRUE(entry);
    const std::string type = entry->Text("type");
    if (type.starts_with("deadline.") || type == "secrecy.expired") {
      EXPECT_EQ(entry->Text("recorded_by"), "daemon");
      raised.push_back(type + " " + entry->Text("rule_id"));
    }
  }
  EXPECT_THAT(raised,
              ElementsAre("deadline.met us.41.execute", "deadline.met instrument.response_due",
                          "deadline.met us.mj.objections", "deadline.met us.appeal.civil_us_party",
                          "secrecy.expired "));
  const auto released = docket.Find({"secrecy", "2023-00417-S1"});
  ASSERT_TRUE(released && *released);
  EXPECT_FALSE(docket.rules().FindMachine("secrecy")->IsBinding((*released)->state));
}

}  // namespace
}  // namespace reqledger::log
