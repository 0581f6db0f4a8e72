#include "tools/submission.h"

#include <gtest/gtest.h>

#include "ledger/event/event.h"

namespace reqledger::tools {
namespace {

constexpr std::string_view kEvent =
    R"({"type":"demand.received","matter":"M-1","occurred_at":{"precision":"unknown"},"demand_id":"D"})";
constexpr std::string_view kSameOtherwiseWritten =
    R"({"demand_id":"D", "matter":"M-1", "occurred_at":{"precision":"unknown"}, "type":"demand.received"})";

std::string KeyOf(const Submission& submission) {
  const auto event = event::ParseEvent(submission.json);
  EXPECT_TRUE(event) << submission.json;
  return event && event->idempotency_key ? *event->idempotency_key : std::string();
}

TEST(SubmissionTest, DerivesAKeyFromContentAndOrdinal) {
  SubmissionMaker maker;
  const std::string first = KeyOf(maker.Make(kEvent));
  const std::string second = KeyOf(maker.Make(kSameOtherwiseWritten));
  EXPECT_EQ(first.size(), 66U);
  EXPECT_TRUE(first.ends_with("-1"));
  EXPECT_EQ(second, first.substr(0, 64) + "-2");
}

TEST(SubmissionTest, TheSameInputGivesTheSameKeys) {
  EXPECT_EQ(KeyOf(SubmissionMaker().Make(kEvent)), KeyOf(SubmissionMaker().Make(kEvent)));
}

TEST(SubmissionTest, AnotherEventGetsAnotherKey) {
  std::string other(kEvent);
  other.replace(other.find("M-1"), 3, "M-2");
  EXPECT_NE(KeyOf(SubmissionMaker().Make(kEvent)), KeyOf(SubmissionMaker().Make(other)));
}

TEST(SubmissionTest, KeepsTheEventAndItsOwnKey) {
  std::string keyed(kEvent);
  keyed.insert(1, R"("idempotency_key":"mine",)");
  const Submission submission = SubmissionMaker().Make(keyed);
  EXPECT_EQ(KeyOf(submission), "mine");
  EXPECT_EQ(submission.type, "demand.received");
  EXPECT_EQ(submission.matter, "M-1");
  EXPECT_EQ(event::ParseEvent(submission.json)->canonical, event::ParseEvent(kEvent)->canonical);
}

TEST(SubmissionTest, SendsWhatIsNoEventAsItStands) {
  for (const char* text : {"{\"a\":", "[]", "{\"type\":\"x\"}", "\xff\xfe"}) {
    const Submission submission = SubmissionMaker().Make(text);
    EXPECT_EQ(submission.json, text);
    EXPECT_EQ(submission.type, "");
  }
}

}  // namespace
}  // namespace reqledger::tools
