#include "ledger/docket/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "ledger/docket/deadlines.h"
#include "ledger/docket/docket.h"
#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Events about one demand D1 of matter m, told in few words.
class FoldTest : public ::testing::Test {
 protected:
  std::vector<Step> Add(std::string_view type, std::string_view day, std::string members) {
    if (!members.empty()) members.insert(0, ",");
    auto steps = docket_.Add(
        EventOf(std::string(R"({"matter":"m","occurred_at":{"precision":"day","value":")") +
                    std::string(day) + R"("},"type":")" + std::string(type) + "\"" + members + "}",
                ++seq_));
    EXPECT_TRUE(steps.has_value());
    return *std::move(steps);
  }
  std::vector<Step> AddTo(std::string_view id, std::string_view type, std::string_view day,
                          const std::string& more = "") {
    const std::string entity(type.substr(0, type.find('.')));
    const std::string member =
        entity == "production" || entity == "search" ? "demand_id" : entity + "_id";
    return Add(type, day,
               "\"" + member + "\":\"" + std::string(id) + "\"" + (more.empty() ? "" : "," + more));
  }
  void Receive() {
    AddTo(
        "D1", "demand.received", "2026-03-02",
        R"("kind":"us_sca_warrant","instrument":{"received_at":"2026-03-02","response_due":"2026-03-20"})");
  }
  const Entity& Get(const std::string& entity, const std::string& id) {
    return *docket_.Find({entity, id}).value();
  }
  const Deadline* Find(const std::string& rule) {
    const auto& deadlines = Get("demand", "D1").deadlines;
    const auto found = std::ranges::find(deadlines, rule, &Deadline::rule);
    return found == deadlines.end() ? nullptr : &*found;
  }

  Docket docket_{Rules()};
  std::uint64_t seq_ = 0;
};

TEST_F(FoldTest, WalksAsExpected) {
  Receive();
  EXPECT_EQ(Get("demand", "D1").state, "received");
  AddTo("D1", "demand.authenticity_checked", "2026-03-03",
        R"("method":"in_person","result":"authentic")");
  AddTo("D1", "demand.triaged", "2026-03-03");
  AddTo("D1", "demand.accepted", "2026-03-04");
  AddTo("D1", "search.performed", "2026-03-05");
  const auto steps = AddTo("D1", "production.delivered", "2026-03-06",
                           R"("production_id":"P1","class":"content","complete":false)");
  EXPECT_EQ(steps.at(0).to, "produced_partial");
  AddTo("D1", "production.delivered", "2026-03-09",
        R"("production_id":"P2","class":"content","complete":true)");
  EXPECT_EQ(Get("demand", "D1").state, "produced");
  EXPECT_THAT(Get("demand", "D1").irregular, IsEmpty());
}

TEST_F(FoldTest, WhatIsNotExpectedIsMarkedAndChangesNothing) {
  Receive();
  const auto steps = AddTo("D1", "demand.resumed", "2026-03-03");
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_FALSE(steps[0].regular);
  EXPECT_EQ(Get("demand", "D1").state, "received");
  EXPECT_THAT(Get("demand", "D1").irregular, ElementsAre(2));
}

TEST_F(FoldTest, AHoldGivesBackTheStateBefore) {
  Receive();
  AddTo("D1", "demand.authenticity_checked", "2026-03-03",
        R"("method":"in_person","result":"authentic")");
  AddTo("D1", "demand.triaged", "2026-03-03");
  AddTo("D1", "demand.accepted", "2026-03-04");
  AddTo("D1", "demand.held", "2026-03-05", R"("why":"stay")");
  EXPECT_EQ(Get("demand", "D1").state, "on_hold");
  AddTo("D1", "demand.resumed", "2026-03-06");
  EXPECT_EQ(Get("demand", "D1").state, "accepted");
}

TEST_F(FoldTest, ADeadlineIsMetAndLateIsLate) {
  Receive();
  ASSERT_NE(Find("instrument.response_due"), nullptr);
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kOpen);
  AddTo("D1", "production.delivered", "2026-03-24",
        R"("production_id":"P1","class":"content","complete":true)");
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kMet);
  EXPECT_TRUE(Find("instrument.response_due")->late);
  EXPECT_EQ(Find("instrument.response_due")->closed_by, 2U);
}

// A pending challenge stops the clock only where the law says that it does.
TEST_F(FoldTest, OnlyAStayingChallengeStopsTheClock) {
  Receive();
  AddTo(
      "C1", "challenge.filed", "2026-03-10",
      R"("challenge_kind":"motion_to_vacate_secrecy","demand_ids":["D1"],"effect_on_production":"none","filed_by":"provider")");
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kOpen);
  const base::Instant due = Find("instrument.response_due")->legal_due;
  AddTo(
      "C2", "challenge.filed", "2026-03-11",
      R"("challenge_kind":"comity_motion_2703h","demand_ids":["D1"],"effect_on_production":"suspends_automatically","filed_by":"provider")");
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kSuspended);
  AddTo("C2", "challenge.withdrawn", "2026-03-12");
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kOpen);
  EXPECT_GE(Find("instrument.response_due")->legal_due, due);
}

TEST_F(FoldTest, AnObligationHasAnEndAndARegister) {
  Receive();
  AddTo(
      "S1", "secrecy.received", "2018-08-03",
      R"("secrecy_kind":"us_2705b_order","demand_ids":["D1"],"duration_kind":"fixed_period","term":{"effective_from":"2018-08-03","period":"P1Y"})");
  const Entity& obligation = Get("secrecy", "S1");
  EXPECT_TRUE(Rules().FindMachine("secrecy")->IsBinding(obligation.state));
  EXPECT_EQ(Get("demand", "D1").obligations.count("S1"), 1U);
  const auto end = EndOfTerm(Rules(), obligation);
  ASSERT_TRUE(end.has_value());
  // A Saturday, which does not move.
  EXPECT_EQ(Place::Find(end->time_zone)->Format(end->due.legal), "2019-08-04T00:00:00-04:00");
  AddTo("S1", "secrecy.recipient_informed", "2018-08-04",
        R"("recipient_class":"legal_counsel","told_of_duty":true)");
  ASSERT_EQ(Get("secrecy", "S1").told.size(), 1U);
  EXPECT_TRUE(Get("secrecy", "S1").told[0].told_of_duty);
}

// A day that is all that is known stops a clock from its end on, and lets it run from its
// beginning, whenever it was recorded.
TEST_F(FoldTest, NoClockStandsLongerThanIsKnown) {
  Receive();
  const base::Instant due = Find("instrument.response_due")->legal_due;
  AddTo(
      "C1", "challenge.filed", "2026-03-11",
      R"("challenge_kind":"comity_motion_2703h","demand_ids":["D1"],"effect_on_production":"suspends_automatically","filed_by":"provider")");
  AddTo("C1", "challenge.withdrawn", "2026-03-14");
  const std::int64_t stood = Find("instrument.response_due")->legal_due.micros - due.micros;
  EXPECT_EQ(std::chrono::microseconds(stood), std::chrono::days(2));
}

TEST_F(FoldTest, ADateSetByHandStandsAndIsCancelledByHand) {
  Receive();
  const std::string set =
      R"("deadline_id":"L1","subject":"demand","demand_id":"D1","strict_due_at":"2026-03-30","legal_due_at":"2026-03-30")";
  const auto status = [&] { return Get("demand", "D1").deadlines.back().status; };
  Add("deadline.set", "2026-03-03", set);
  EXPECT_EQ(status(), DeadlineStatus::kOpen);
  Add("deadline.set", "2026-03-04", set + R"(,"status":"suspended")");
  EXPECT_EQ(status(), DeadlineStatus::kSuspended);
  Add("deadline.set", "2026-03-05", set);
  EXPECT_EQ(status(), DeadlineStatus::kOpen);
  Add("deadline.set", "2026-03-06", set + R"(,"status":"cancelled")");
  EXPECT_EQ(status(), DeadlineStatus::kCancelled);
}

TEST_F(FoldTest, WhatReplacesItselfIsStepped) {
  Receive();
  AddTo("S1", "secrecy.received", "2026-03-03",
        R"("secrecy_kind":"us_2705b_order","demand_ids":["D1"])");
  const auto steps = AddTo("S1", "secrecy.superseded", "2026-03-04", R"("replacement_id":"S1")");
  EXPECT_EQ(steps.size(), 1U);
  EXPECT_EQ(Get("secrecy", "S1").state, "terminated");
}

// The docket after a correction is that of the corrected history.
TEST_F(FoldTest, ACorrectionIsAsIfItHadBeenSo) {
  Receive();
  AddTo("D1", "production.delivered", "2026-03-06",
        R"("production_id":"P1","class":"content","complete":true)");
  EXPECT_THAT(Get("demand", "D1").irregular, ElementsAre(2));
  AddTo("D1", "demand.authenticity_checked", "2026-03-06",
        R"("method":"in_person","result":"authentic")");
  EXPECT_EQ(Get("demand", "D1").state, "authenticated");
  const std::string before = Get("demand", "D1").facts.at("instrument");
  Add("ledger.correction", "2026-03-07",
      R"("corrects":1,"reason":"the day was misread","members":{"instrument":{"received_at":"2026-03-01","response_due":"2026-03-27"}})");
  EXPECT_NE(Get("demand", "D1").facts.at("instrument"), before);
  EXPECT_EQ(Get("demand", "D1").state, "authenticated");
  EXPECT_THAT(Get("demand", "D1").corrections, ElementsAre(4));
  Add("ledger.correction", "2026-03-08", R"("corrects":2,"reason":"not ours","withdraws":true)");
  EXPECT_THAT(Get("demand", "D1").irregular, IsEmpty());
  EXPECT_THAT(Get("demand", "D1").corrections, ElementsAre(4, 5));
}

// A paper that was recorded on the wrong demand moves to the right one.
TEST_F(FoldTest, ACorrectionMayNameAnother) {
  Receive();
  AddTo("D2", "demand.received", "2026-03-02", R"("kind":"us_sca_warrant")");
  AddTo("D1", "demand.withdrawn", "2026-03-03");
  AddTo("D2", "demand.triaged", "2026-03-04");
  EXPECT_EQ(Get("demand", "D1").state, "withdrawn");
  Add("ledger.correction", "2026-03-05",
      R"("corrects":3,"reason":"it was the other one","members":{"demand_id":"D2"})");
  EXPECT_EQ(Get("demand", "D1").state, "received");
  EXPECT_EQ(Get("demand", "D2").state, "withdrawn");
  EXPECT_THAT(Get("demand", "D2").seqs, ElementsAre(2, 3, 4));
  Add("ledger.correction", "2026-03-06", R"("corrects":3,"reason":"not ours","withdraws":true)");
  EXPECT_EQ(Get("demand", "D2").state, "received");
}

// What replaces another is no less due for it.
TEST_F(FoldTest, WhatIsOnlyMentionedKeepsItsDeadlines) {
  Receive();
  AddTo("D2", "demand.received", "2026-03-02", R"("kind":"us_sca_warrant")");
  AddTo("D2", "demand.superseded", "2026-03-03", R"("replacement_id":"D1")");
  EXPECT_EQ(Find("instrument.response_due")->status, DeadlineStatus::kOpen);
}

// The entries that no machine expects, of all entities of a sample.
std::vector<std::uint64_t> IrregularIn(std::string_view sample) {
  Docket docket(Rules());
  for (FoldEvent& event : Sample(sample)) EXPECT_TRUE(docket.Add(std::move(event)));
  std::vector<std::uint64_t> irregular;
  for (const auto& [name, entity] : docket.entities()) {
    irregular.insert(irregular.end(), entity.irregular.begin(), entity.irregular.end());
  }
  return irregular;
}

TEST(SampleTest, OnlyWhatPublicRecordsLeaveOutIsIrregular) {
  EXPECT_THAT(IrregularIn("walkthrough.jsonl"), IsEmpty());
  EXPECT_THAT(IrregularIn("brooklyn-secrecy-order.jsonl"), IsEmpty());
  // Non-content was produced, and the demand held, without a word on who validated and accepted it.
  EXPECT_THAT(IrregularIn("microsoft-ireland.jsonl"), ElementsAre(2, 4));
}

}  // namespace
}  // namespace reqledger::docket
