// Where heartbeats stand between entries, seen from inside.
#include "ledger/log/cover.h"

#include <gtest/gtest.h>

#include "tests/log/whole_log.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using testing::DemandReceived;
using testing::TempLedger;

constexpr std::uint64_t kMultiple = 4;  // of TempLedger
constexpr std::int64_t kHour = 3'600'000'000;

// The moments of every interval are at a quarter, at half, at three quarters, at the end.
DrawMoment Quarters() {
  return [at = std::uint32_t{0}]() mutable { return at++ % kMultiple * 0x40000000U + 0x3fffffffU; };
}

TEST(CoverTest, IsDueByTheMomentsThatPassed) {
  Cover cover(kMultiple, kHour, Quarters());
  cover.Begin(1000, 8);
  const std::uint64_t due[] = {8, 9, 10, 11, 12};
  for (int quarter = 0; quarter <= 4; ++quarter) {
    EXPECT_EQ(cover.SizeDue(1000 + quarter * (kHour / 4)), due[quarter]) << quarter;
  }
  EXPECT_EQ(cover.SizeDue(1000 + 90 * kHour), 12U);
}

TEST(CoverTest, PublishesTheMultiplesOfEventsAndOne) {
  Cover cover(kMultiple, kHour, Quarters());
  cover.Begin(0, 8);
  cover.Filled(3);
  EXPECT_EQ(cover.SizeToPublish(8 + 3 + 1), 16U);
  EXPECT_EQ(cover.SizeToPublish(8 + 3 + 4), 16U);
  EXPECT_EQ(cover.SizeToPublish(8 + 3 + 5), 20U);
  cover.Begin(kHour, 20);
  EXPECT_EQ(cover.SizeToPublish(20 + 4), 28U);
}

TEST(CoverTest, WithoutAClockOrAMultipleFillsUpAlone) {
  for (const auto& [multiple, interval] : {std::pair{kMultiple, std::int64_t{0}}, {1UL, kHour}}) {
    Cover cover(multiple, interval, Quarters());
    cover.Begin(0, 8);
    EXPECT_EQ(cover.SizeDue(90 * kHour), 8U);
    EXPECT_EQ(cover.SizeToPublish(9), multiple == 1 ? 9U : 12U);
    EXPECT_EQ(cover.SizeToPublish(12), 12U);
  }
}

TEST(CoverTest, RandomMomentsAreOfTheWholeInterval) {
  std::uint32_t least = 0xffffffff, most = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t moment = RandomMoment();
    least = std::min(least, moment);
    most = std::max(most, moment);
  }
  EXPECT_LT(least, 0x10000000U);
  EXPECT_GT(most, 0xf0000000U);
}

// The same, in a ledger.
class CoveredLedgerTest : public ::testing::Test {
 protected:
  CoveredLedgerTest() {
    ledger_.options().publish_interval_micros = kHour;
    ledger_.options().draw_moment = Quarters();
    EXPECT_TRUE(ledger_.Open());
  }

  std::uint64_t size() { return ledger_.sequencer().head()->tree.size; }
  std::uint64_t Record(const std::string& id) {
    const auto appended = ledger_.Record(DemandReceived("m-" + id, id));
    EXPECT_TRUE(appended);
    return appended ? appended->placed.seq : 0;
  }
  void PublishAt(std::uint64_t expected) {
    ASSERT_TRUE(ledger_.Publish());
    EXPECT_EQ(size(), expected);
  }

  TempLedger ledger_{testing::Backing::kMemory};
};

TEST_F(CoveredLedgerTest, AnEntryStandsBehindTheMomentsThatPassed) {
  PublishAt(8);  // genesis
  ledger_.clock().Pass(kHour / 2);
  EXPECT_EQ(Record("a"), 10U);
  EXPECT_EQ(Record("b"), 11U);  // ahead of the pace
  ledger_.clock().Pass(kHour / 4);
  EXPECT_EQ(Record("c"), 12U);  // as is this
  EXPECT_EQ(ledger_.reader().Open(9)->Text("type"), "ledger.heartbeat");
  EXPECT_EQ(ledger_.reader().Open(9)->Text("recorded_at").substr(0, 16), "2026-11-20T10:30");
  ledger_.clock().Pass(kHour / 4);
  PublishAt(16);
  CheckWholeLog(ledger_);
}

TEST_F(CoveredLedgerTest, OwnEntriesToo) {
  PublishAt(8);
  ledger_.clock().Pass(kHour / 2);
  const auto own = ledger_.RecordOwn({{.type = "ledger.heartbeat", .matter = "ledger"}});
  ASSERT_TRUE(own);
  EXPECT_EQ(own->front().placed.seq, 10U);
}

TEST_F(CoveredLedgerTest, NothingRecordedIsNothingCovered) {
  PublishAt(8);
  ledger_.clock().Pass(kHour / 2);
  EXPECT_EQ(ledger_.RecordAll({DemandReceived("m-1", "D1")}, true, true).size(), 1U);
  const auto unknown = ledger_.Record(
      R"({"type":"search.performed","matter":"m-1","occurred_at":{"precision":"unknown"},)"
      R"("mode":"historical","demand_id":"none","result_count":1})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::Code::kConflict) << unknown.error().message;
  EXPECT_EQ(size(), 8U);
  PublishAt(8);
  ledger_.clock().Pass(kHour / 4);
  EXPECT_EQ(Record("a"), 9U);  // a new interval began
}

TEST_F(CoveredLedgerTest, ARotationEndsAnInterval) {
  PublishAt(8);
  ledger_.clock().Pass(kHour / 2);
  EXPECT_EQ(Record("a"), 10U);
  const auto rotated = ledger_.Rotate();
  ASSERT_TRUE(rotated);
  EXPECT_EQ(rotated->seq, 15U);  // two events fill one multiple; and one more
  EXPECT_EQ(size(), 16U);
  EXPECT_EQ(Record("b"), 16U);
  CheckWholeLog(ledger_);
}

TEST_F(CoveredLedgerTest, AfterARestartHeartbeatsCountAsEvents) {
  PublishAt(8);
  ledger_.clock().Pass(kHour);
  EXPECT_EQ(Record("a"), 12U);
  ledger_.Close();
  ASSERT_TRUE(ledger_.Open());
  EXPECT_EQ(Record("b"), 13U);  // ahead of the pace
  PublishAt(20);                // six, not two
  CheckWholeLog(ledger_);
}

}  // namespace
}  // namespace reqledger::log
