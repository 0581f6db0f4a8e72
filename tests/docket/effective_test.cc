#include "ledger/docket/effective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ledger/docket/deadlines.h"
#include "ledger/docket/docket.h"
#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Demand D1, asking for `categories`, and orders over it.
class EffectiveTest : public ::testing::Test {
 protected:
  void Add(const std::string& type, const std::string& members) {
    const auto steps = docket_.Add(
        EventOf(R"({"matter":"m","occurred_at":{"precision":"day","value":"2026-03-02"},"type":")" +
                    type + "\"," + members + "}",
                ++seq_));
    ASSERT_TRUE(steps.has_value());
  }
  void Receive(const std::string& kind, const std::string& categories) {
    Add("demand.received",
        R"("demand_id":"D1","kind":")" + kind + R"(","data":{"categories":)" + categories + "}");
  }
  void Order(const std::string& id, const std::string& more) {
    Add("secrecy.received",
        R"("demand_ids":["D1"],"secrecy_kind":"us_2705b_order","secrecy_id":")" + id + "\"" + more);
  }
  void Release(const std::string& id) {
    Add("secrecy.terminated", R"("by":"court","secrecy_id":")" + id + "\"");
    Add("secrecy.release_cleared", R"("secrecy_id":")" + id + "\"");
  }
  EffectiveSecrecy Effective() {
    return EffectiveSecrecyOf(Rules(), Demand(), [this](const std::string& id) {
      return docket_.Find({"secrecy", id}).value();
    });
  }
  const Entity& Demand() { return *docket_.Find({"demand", "D1"}).value(); }
  void Notice(const std::string& type, const std::string& more) {
    Add(type, R"("demand_id":"D1",)" + more);
  }
  std::vector<std::string> ToGive() { return NoticesToGive(Rules(), Demand()); }

  Docket docket_{Rules()};
  std::uint64_t seq_ = 0;
};

constexpr const char* kCounselAndStaff =
    R"(,"prohibition":{"forbids":["existence_of_process"],"protected_from":"everyone"},)"
    R"("permitted_recipients":[{"class":"legal_counsel"},{"class":"necessary_to_comply"}])";
constexpr const char* kCounselAlone =
    R"(,"prohibition":{"forbids":["target_identity"],"protected_from":"subscriber"},)"
    R"("permitted_recipients":[{"class":"legal_counsel"},{"class":"court"}])";

TEST_F(EffectiveTest, WithoutAnOrderNothingIsForbidden) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  EXPECT_THAT(Effective().binding, IsEmpty());
  EXPECT_THAT(Effective().forbids, IsEmpty());
}

TEST_F(EffectiveTest, TwoOrdersForbidTogetherAndPermitOnlyWhomBothPermit) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Order("S1", kCounselAndStaff);
  Order("S2", kCounselAlone);
  const EffectiveSecrecy both = Effective();
  EXPECT_THAT(both.binding, ElementsAre("S1", "S2"));
  EXPECT_THAT(both.forbids, ElementsAre("existence_of_process", "target_identity"));
  EXPECT_THAT(both.protected_from, ElementsAre("everyone", "subscriber"));
  EXPECT_THAT(both.permitted, ElementsAre("legal_counsel"));
}

TEST_F(EffectiveTest, AnOrderThatEndedBindsUntilItsReleaseIsCleared) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Order("S1", kCounselAndStaff);
  Order("S2", kCounselAlone);
  Add("secrecy.vacated", R"("secrecy_id":"S2")");
  EXPECT_THAT(Effective().binding, ElementsAre("S1", "S2"));
  Add("secrecy.release_cleared", R"("secrecy_id":"S2")");
  EXPECT_THAT(Effective().binding, ElementsAre("S1"));
  EXPECT_THAT(Effective().permitted, ElementsAre("legal_counsel", "necessary_to_comply"));
  Release("S1");
  EXPECT_THAT(Effective().binding, IsEmpty());
}

TEST_F(EffectiveTest, AnOrderThatSaysOfNobodyPermitsNobody) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Order("S1", kCounselAndStaff);
  Order("S2", "");
  EXPECT_THAT(Effective().permitted, IsEmpty());
}

TEST_F(EffectiveTest, ATermLongerThanTheLawAllowsIsSaidToBe) {
  const auto beyond = [this](const std::string& id) {
    return EndOfTerm(Rules(), *docket_.Find({"secrecy", id}).value())->beyond;
  };
  const auto state_order = [this](const std::string& id, const std::string& term) {
    Add("secrecy.received",
        R"("demand_ids":["D1"],"secrecy_kind":"us_state_order","secrecy_id":")" + id +
            R"(","term":{"effective_from":"2026-03-02",)" + term + "}");
  };
  Receive("us_sca_warrant", R"(["content_stored"])");
  state_order("S1", R"("period":"P90D")");
  EXPECT_EQ(beyond("S1"), std::nullopt);
  state_order("S2", R"("period":"P1Y")");
  EXPECT_EQ(beyond("S2"), ParseDuration("P90D").value());
  state_order("S3", R"("ends_at":"2026-06-01")");
  EXPECT_EQ(beyond("S3"), ParseDuration("P90D").value());
  Order("S4", R"(,"term":{"effective_from":"2026-03-02","period":"P9Y"})");
  EXPECT_EQ(beyond("S4"), std::nullopt) << "no cap is known of this kind";
}

TEST_F(EffectiveTest, ADelayedNoticeIsToBeGivenUntilItWasSent) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Notice("notice.delayed",
         R"("notice_id":"N1","status":"delayed","withheld_reason":"secrecy_obligation")");
  EXPECT_THAT(ToGive(), ElementsAre("N1"));
  Notice("notice.sent", R"("notice_id":"N1","status":"given")");
  EXPECT_THAT(ToGive(), IsEmpty());
  Notice("notice.undeliverable", R"("notice_id":"N1","status":"undeliverable","will_retry":true)");
  EXPECT_THAT(ToGive(), ElementsAre("N1"));
}

TEST_F(EffectiveTest, WhetherAWithheldNoticeIsToBeGivenDependsOnTheReason) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Notice("notice.withheld",
         R"("notice_id":"N1","status":"withheld","withheld_reason":"child_safety")");
  Notice("notice.withheld",
         R"("notice_id":"N2","status":"withheld","withheld_reason":"secrecy_obligation")");
  Notice("notice.decided", R"("notice_id":"N3","status":"not_required")");
  Notice("notice.decided", R"("notice_id":"N4","status":"given")");
  EXPECT_THAT(ToGive(), ElementsAre("N2", "N4"));
}

TEST_F(EffectiveTest, ASubpoenaDoesNotSufficeForContent) {
  Receive("us_subpoena_grand_jury", R"(["basic_subscriber","content_stored"])");
  EXPECT_THAT(CategoriesNotCovered(Rules(), Demand()), ElementsAre("content_stored"));
}

TEST_F(EffectiveTest, AWarrantSufficesForContent) {
  Receive("us_sca_warrant", R"(["basic_subscriber","content_stored"])");
  EXPECT_THAT(CategoriesNotCovered(Rules(), Demand()), IsEmpty());
}

TEST_F(EffectiveTest, WhatIsKeptOfANoticeSurvivesTheRow) {
  Receive("us_sca_warrant", R"(["content_stored"])");
  Notice("notice.delayed",
         R"("notice_id":"N1","status":"delayed","withheld_reason":"secrecy_obligation")");
  const auto again = Entity::Parse(Demand().Serialize());
  ASSERT_TRUE(again.has_value());
  EXPECT_THAT(NoticesToGive(Rules(), *again), ElementsAre("N1"));
  EXPECT_EQ(again->notices.at("N1").seq, 2U);
}

}  // namespace
}  // namespace reqledger::docket
