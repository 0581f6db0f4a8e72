// The clock rules, on a clock that the test moves.
#include <gtest/gtest.h>

#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using testing::DemandReceived;
using testing::TempLedger;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

class ClockTest : public ::testing::Test {
 protected:
  ClockTest() { EXPECT_TRUE(ledger_.Open()); }
  base::Result<Appended> Record() {
    return ledger_.Record(DemandReceived("M-1", "D" + std::to_string(++count_)));
  }
  void ExpectRefused() {
    const std::uint64_t size = ledger_.sequencer().head()->tree.size;
    const auto refused = Record();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
    EXPECT_EQ(refused.error().reason, "clock");
    EXPECT_EQ(ledger_.sequencer().head()->tree.size, size);
  }
  TempLedger ledger_{testing::Backing::kMemory};
  int count_ = 0;
};

TEST_F(ClockTest, AShortStepBackIsWaitedOut) {
  ASSERT_TRUE(Record());
  ledger_.clock().StepWall(-kSecond);
  EXPECT_TRUE(Record());
}

TEST_F(ClockTest, ALongStepBackIsRefusedUntilTheClockIsRight) {
  ASSERT_TRUE(Record());
  ledger_.clock().StepWall(-3600 * kSecond);
  ExpectRefused();
  ledger_.clock().StepWall(3600 * kSecond);
  EXPECT_TRUE(Record());
}

TEST_F(ClockTest, AJumpAheadIsRefusedButElapsedTimeIsNot) {
  ASSERT_TRUE(Record());
  ledger_.clock().StepWall(3600 * kSecond);
  ExpectRefused();
  ledger_.clock().StepWall(-3600 * kSecond);
  ledger_.clock().Pass(30 * kDay);
  EXPECT_TRUE(Record());
}

TEST_F(ClockTest, AfterARestartAGapOfAWeekNeedsAPerson) {
  ASSERT_TRUE(Record());
  ledger_.Close();
  ledger_.clock().StepWall(8 * kDay);
  ASSERT_TRUE(ledger_.Open());
  ExpectRefused();
  ledger_.Close();
  ASSERT_TRUE(ledger_.Open("uid:42"));
  ASSERT_TRUE(Record());
  const auto event = ledger_.reader().Open(2);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->Text("type"), "ledger.clock_event");
  EXPECT_EQ(event->Text("confirmed_by"), "uid:42");
}

TEST_F(ClockTest, AWrongClockNeverBricksTheLedger) {
  // A clock of 2099 was confirmed by mistake; a confirmed event takes it back.
  ledger_.Close();
  ledger_.clock().StepWall(73 * 365 * kDay);
  ASSERT_TRUE(ledger_.Open("uid:42"));
  ASSERT_TRUE(Record());
  ledger_.Close();
  ledger_.clock().StepWall(-73 * 365 * kDay);
  ASSERT_TRUE(ledger_.Open());
  ExpectRefused();
  ledger_.Close();
  ASSERT_TRUE(ledger_.Open("uid:42"));
  const auto appended = Record();
  ASSERT_TRUE(appended) << appended.error().message;
  const auto opened = ledger_.reader().Open(appended->placed.seq);
  EXPECT_TRUE(opened->Text("recorded_at").starts_with("2026-"));
}

}  // namespace
}  // namespace reqledger::log
