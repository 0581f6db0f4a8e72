// What leaves the host, seen for ninety days by somebody who wants to count: sizes and moments of
// published checkpoints, and bundles for audiences that may not know.
#include <gtest/gtest.h>

#include <algorithm>
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
 public:
  // What is recorded in an hour.
  struct Arrival {
    std::int64_t at_micros = 0;
    bool told = false;
  };

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

  // Begins with what is secret, and is published. The moments of heartbeats are those of the seed.
  void BeginSecret(std::uint64_t multiple) {
    log::Sequencer::Options options;
    options.publish_interval_micros = kHour;
    options.draw_moment = std::mt19937(Seed());
    Begin(multiple, options);
    hidden_ = 0;
    told_ = 0;
    Demand("m-secret", "D0");
    Order("m-secret", "S0", "D0",
          std::string(kForbidsAll) + R"(,"applicability":"case_wide_omnibus")");
    EXPECT_TRUE(ledger_->Publish());
    before_ = ledger_->sequencer().head()->tree.size;
  }

  // In order of time.
  static std::vector<Arrival> Hour(std::uint64_t hidden, std::uint64_t told, std::mt19937& chance) {
    std::vector<Arrival> arrivals;
    arrivals.reserve(hidden + told);
    for (std::uint64_t i = 0; i < hidden + told; ++i) {
      arrivals.push_back(
          {std::uniform_int_distribution<std::int64_t>(0, kHour - 1)(chance), i < told});
    }
    std::ranges::sort(arrivals, {}, &Arrival::at_micros);
    return arrivals;
  }
  struct Seen {
    std::uint64_t growth = 0;           // of the published size
    std::vector<std::uint64_t> places;  // of what is told, from the hour's first
  };
  Seen Pass(const std::vector<Arrival>& arrivals, std::mt19937& chance) {
    Seen seen;
    std::int64_t now = 0;
    for (const Arrival& arrival : arrivals) {
      ledger_->clock().Pass(arrival.at_micros - now);
      now = arrival.at_micros;
      if (arrival.told) {
        const std::string id = std::to_string(++told_);
        seen.places.push_back(Demand("m-" + id, "D" + id) - before_);
      } else {
        Record(Hidden(chance));
      }
    }
    ledger_->clock().Pass(kHour - now);
    const auto published = ledger_->Publish();
    EXPECT_TRUE(published);
    const std::uint64_t size = published->head->tree.size;
    seen.growth = size - before_;
    before_ = size;
    return seen;
  }

 private:
  int hidden_ = 0;
  int told_ = 0;
  std::uint64_t before_ = 0;
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
    const std::uint64_t multiples = count == 0 ? 0 : Ceil(count, kMultiple) + 1;
    ASSERT_EQ(Pass(Hour(count, 0, chance), chance).growth, kMultiple * multiples)
        << "hour " << hour;
  }
  EXPECT_GT(events, 500U);

  // Without padding the same watcher counts every event: so it can.
  BeginSecret(1);
  for (int hour = 0; hour < 48; ++hour) {
    const std::uint64_t count = Arrivals(chance);
    ASSERT_EQ(Pass(Hour(count, 0, chance), chance).growth, count);
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
      const std::uint64_t seen = told && count > 0 ? 1 : 0;
      events[history] += count;
      growths[history].push_back(Pass(Hour(count - seen, seen, chance), chance).growth);
    }
    for (const char* const audience :
         {"customer", "public", "court_public", "oversight", "auditor_uncleared", "internal"}) {
      ExportRequest request = RequestFor(audience);
      request.page_entries_max = 0;  // a page is copies of the files that are compared
      shapes[history][audience] = ShapeOf(Write(request));
    }
  }
  EXPECT_NE(events[0], events[1]);
  EXPECT_EQ(growths[0], growths[1]);
  for (const auto& [audience, shape] : shapes[0]) {
    EXPECT_EQ(shape == shapes[1].at(audience), audience != "internal") << audience;
  }
}

// Of each that is told: whether some run of arrivals up to it was longer than the random moments
// that passed with it, so that it stands in front of the pace.
std::vector<bool> AheadOfPace(const std::vector<CoverTest::Arrival>& arrivals,
                              const std::vector<std::uint32_t>& moments) {
  const auto passed = [&](std::size_t i) {
    const double at = static_cast<double>(arrivals[i].at_micros) / kHour * 0x1p32;
    return static_cast<std::size_t>(
        std::ranges::count_if(moments, [&](std::uint32_t moment) { return moment <= at; }));
  };
  std::vector<bool> ahead;
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    if (!arrivals[i].told) continue;
    ahead.push_back(false);
    for (std::size_t j = 0; j < i; ++j) {
      if (passed(j) + (i - j) > passed(i)) ahead.back() = true;
    }
  }
  return ahead;
}

// Ninety days twice, with the same demands that may be told, once with hidden events among them.
// As long as these keep behind the pace, each demand stands where it stood without them, so that
// nobody can estimate anything from its place.
TEST_F(CoverTest, APlaceTellsWhenAndNotHowManyWereBefore) {
  std::mt19937 draw(Seed());
  const auto next_moments = [&] {
    std::vector<std::uint32_t> moments(kMultiple);
    std::ranges::generate(moments, draw);
    return moments;
  };
  next_moments();  // until the first publication
  std::mt19937 chance(Seed() + 1);
  std::vector<std::vector<Arrival>> without(kHours), with(kHours);
  std::vector<std::vector<bool>> ahead(kHours);
  std::size_t hidden = 0;
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    const auto moments = next_moments();
    if (chance() % 4 != 0) continue;
    without[hour] = Hour(0, 1 + chance() % 2, chance);
    const auto among = std::poisson_distribution<std::uint64_t>(1)(chance);
    with[hour] = Hour(among % (kMultiple - 2), 0, chance);
    hidden += with[hour].size();
    with[hour].insert(with[hour].end(), without[hour].begin(), without[hour].end());
    std::ranges::sort(with[hour], {}, &Arrival::at_micros);
    ahead[hour] = AheadOfPace(with[hour], moments);
  }

  std::vector<Seen> seen[2];
  BeginSecret(kMultiple);
  for (const auto& arrivals : without) seen[0].push_back(Pass(arrivals, chance));
  BeginSecret(kMultiple);
  for (const auto& arrivals : with) seen[1].push_back(Pass(arrivals, chance));

  std::size_t compared = 0, in_front = 0;
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    ASSERT_EQ(seen[0][hour].growth, seen[1][hour].growth);
    for (std::size_t i = 0; i < ahead[hour].size(); ++i) {
      const std::uint64_t places[2] = {seen[0][hour].places[i], seen[1][hour].places[i]};
      if (ahead[hour][i]) {
        ASSERT_LE(places[0], places[1]) << "hour " << hour;
        ++in_front;
      } else {
        ASSERT_EQ(places[0], places[1]) << "hour " << hour;
        ++compared;
      }
    }
  }
  EXPECT_GT(hidden, 400U);
  EXPECT_GT(compared, 500U);
  EXPECT_LT(in_front * 4, compared);
}

// What is not covered: events that come faster than the pace are counted by whoever sees what
// stands before and behind them.
TEST_F(CoverTest, WhatComesFasterThanThePaceIsCounted) {
  std::mt19937 chance(Seed());
  BeginSecret(kMultiple);
  const std::int64_t noon = kHour / 2;
  const Seen seen =
      Pass({{noon, true}, {noon, false}, {noon, false}, {noon, false}, {noon, true}}, chance);
  EXPECT_EQ(seen.places[1] - seen.places[0] - 1, 3U);
}

// A heartbeat, a warrant and all else: nothing but the digits of `seq` tells entries apart by
// length.
TEST_F(CoverTest, AllEntriesOfEqualDigitsAreOfOneLength) {
  std::mt19937 chance(Seed());
  BeginSecret(kMultiple);
  for (int hour = 0; hour < 200; ++hour) {
    Pass(Hour(chance() % 3, hour % 5 == 0 ? 1 : 0, chance), chance);
  }
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
