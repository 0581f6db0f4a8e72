// What leaves the host, seen for ninety days by somebody who wants to count: sizes and moments of
// published checkpoints, and bundles for audiences that may not know.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "tests/bundle/audience_fixture.h"
#include "tests/bundle/bundle_reading.h"

namespace reqledger::bundle {
namespace {

constexpr std::uint64_t kMultiple = 8;
constexpr std::int64_t kHour = 3'600'000'000;
constexpr int kHours = 90 * 24;

std::uint32_t Seed() {
  const char* const text = std::getenv("REQLEDGER_COVER_SEED");
  return text == nullptr ? 1U : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

std::uint64_t Ceil(std::uint64_t count, std::uint64_t multiple) {
  return (count + multiple - 1) / multiple;
}

class CoverTest : public AudienceFixture {
 protected:
  // An event of the matter that nobody may know of, of any kind and length.
  std::string Hidden(std::mt19937& chance) {
    const std::string id = std::to_string(++hidden_);
    switch (chance() % 3) {
      case 0:
        return Event("demand.target_added", "m-secret",
                     R"("demand_id":"D0","target_id":"H)" + id + R"(","customer_ref":"cust-)" + id +
                         R"(","selectors":[{"type":"keyword","value":")" +
                         std::string(chance() % 400 + 1, 'k') + R"("}])");
      case 1:
        return Event("secrecy.renewed", "m-secret", R"("secrecy_id":"S0")");
      default:
        return Event("search.performed", "m-secret",
                     R"("demand_id":"D0","result_count":)" + std::to_string(chance() % 100'000));
    }
  }

  // Begins with what is secret, and is published.
  void BeginSecret(std::uint64_t multiple) {
    Begin(multiple);
    hidden_ = 0;
    Demand("m-secret", "D0");
    Order("m-secret", "S0", "D0",
          std::string(kForbidsAll) + R"(,"applicability":"case_wide_omnibus")");
    EXPECT_TRUE(ledger_->Publish());
  }

  // An hour passes, in which `count` events are recorded, the first of them one that may be told if
  // `told`. Returns by how much the published size grew.
  std::uint64_t Hour(std::uint64_t count, bool told, std::mt19937& chance) {
    const std::uint64_t before = ledger_->sequencer().head()->tree.size;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i == 0 && told) {
        Demand("m-" + std::to_string(before), "D" + std::to_string(before));
      } else {
        Record(Hidden(chance));
      }
    }
    ledger_->clock().Pass(kHour);
    const auto published = ledger_->Publish();
    EXPECT_TRUE(published);
    return published->head->tree.size - before;
  }

 private:
  int hidden_ = 0;
};

// Mostly none or one in an hour, at times many.
std::uint64_t Arrivals(std::mt19937& chance) {
  if (chance() % 200 == 0) return chance() % 40;
  return std::poisson_distribution<std::uint64_t>(0.3)(chance);
}

TEST_F(CoverTest, APublishedSizeTellsNoMoreThanMultiples) {
  std::mt19937 chance(Seed());
  BeginSecret(kMultiple);
  std::uint64_t events = 0;
  for (int hour = 0; hour < kHours; ++hour) {
    const std::uint64_t count = Arrivals(chance);
    events += count;
    ASSERT_EQ(Hour(count, false, chance), kMultiple * Ceil(count, kMultiple)) << "hour " << hour;
  }
  EXPECT_GT(events, 500U);

  // Without padding the same watcher counts every event: so it can.
  BeginSecret(1);
  for (int hour = 0; hour < 48; ++hour) {
    const std::uint64_t count = Arrivals(chance);
    ASSERT_EQ(Hour(count, false, chance), count);
  }
}

TEST_F(CoverTest, TwoHistoriesOfEqualMultiplesLookAlike) {
  // How many multiples come in each hour, and in which a demand that may be told.
  std::mt19937 plan(Seed());
  std::vector<std::pair<std::uint64_t, bool>> hours;
  hours.reserve(kHours);
  for (int hour = 0; hour < kHours; ++hour) {
    hours.emplace_back(Ceil(Arrivals(plan), kMultiple), plan() % 8 == 0);
  }
  std::vector<std::uint64_t> growths[2];
  std::map<std::string, Shape> shapes[2];
  std::uint64_t events[2] = {0, 0};
  for (const std::size_t history : {0U, 1U}) {
    std::mt19937 chance(Seed() + 100 + static_cast<std::uint32_t>(history));
    BeginSecret(kMultiple);
    for (const auto& [multiples, told] : hours) {
      const std::uint64_t count =
          multiples == 0 ? 0 : (multiples - 1) * kMultiple + 1 + chance() % kMultiple;
      events[history] += count;
      growths[history].push_back(Hour(count, told, chance));
    }
    for (const char* const audience :
         {"customer", "public", "court_public", "oversight", "auditor_uncleared", "internal"}) {
      shapes[history][audience] = ShapeOf(Write(RequestFor(audience)));
    }
  }
  EXPECT_NE(events[0], events[1]);
  EXPECT_EQ(growths[0], growths[1]);
  for (const auto& [audience, shape] : shapes[0]) {
    EXPECT_EQ(shape == shapes[1].at(audience), audience != "internal") << audience;
  }
}

// What is not covered: padding comes at the end of an hour, so that what lies between two entries
// that may be told is counted by whoever sees both.
TEST_F(CoverTest, WhatLiesBetweenTwoToldEntriesOfOneHourIsCounted) {
  std::mt19937 chance(Seed());
  BeginSecret(kMultiple);
  const std::uint64_t first = Demand("m-a", "DA");
  for (int i = 0; i < 3; ++i) Record(Hidden(chance));
  const std::uint64_t second = Demand("m-b", "DB");
  EXPECT_TRUE(ledger_->Publish());
  const Opened opened = OpenedFor("public");
  ASSERT_TRUE(opened.contains(first) && opened.contains(second));
  EXPECT_EQ(second - first - 1, 3U);
}

// A heartbeat, a warrant and all else: nothing but the digits of `seq` tells entries apart by
// length.
TEST_F(CoverTest, AllEntriesOfEqualDigitsAreOfOneLength) {
  std::mt19937 chance(Seed());
  BeginSecret(kMultiple);
  for (int hour = 0; hour < 200; ++hour) Hour(chance() % 3, hour % 5 == 0, chance);
  std::map<std::size_t, std::set<std::size_t>> lengths;
  std::set<std::string> types;
  const std::uint64_t size = ledger_->sequencer().head()->tree.size;
  for (std::uint64_t seq = 0; seq < size; ++seq) {
    const auto entry = ledger_->reader().Open(seq);
    ASSERT_TRUE(entry);
    lengths[std::to_string(seq).size()].insert(entry->line.size());
    types.insert(entry->Text("type"));
  }
  for (const auto& [digits, found] : lengths) EXPECT_EQ(found.size(), 1U) << digits;
  EXPECT_TRUE(types.contains("ledger.heartbeat") && types.contains("demand.received"));
  EXPECT_GE(types.size(), 5U);
}

}  // namespace
}  // namespace reqledger::bundle
