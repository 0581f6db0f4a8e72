#include "ledger/docket/duration.h"

#include <gtest/gtest.h>

namespace reqledger::docket {
namespace {

TEST(DurationTest, ReadsWhatStatutesSay) {
  EXPECT_EQ(ParseDuration("P90D").value(), (Duration{.days = 90}));
  EXPECT_EQ(ParseDuration("P1Y").value(), (Duration{.years = 1}));
  EXPECT_EQ(ParseDuration("P1Y6M").value(), (Duration{.years = 1, .months = 6}));
  EXPECT_EQ(ParseDuration("P2W").value(), (Duration{.days = 14}));
  EXPECT_EQ(ParseDuration("PT48H").value(), (Duration{.hours = 48}));
  EXPECT_EQ(ParseDuration("PT1H30M").value(), (Duration{.hours = 1, .minutes = 30}));
}

TEST(DurationTest, IsWrittenAsItIsRead) {
  for (const std::string text : {"P90D", "P1Y", "P1Y6M3D", "PT48H", "PT1H30M", "P0D"}) {
    EXPECT_EQ(DurationText(ParseDuration(text).value()), text);
  }
}

TEST(DurationTest, RefusesTheRest) {
  for (const char* const text :
       {"", "P", "PT", "90D", "P90", "P-1D", "P1.5D", "P1DT1H", "P1H", "PT1D", "P1D2D", "P1W2D",
        "P1S", "p1d", "P1D ", "P9999999D", "PT", "P1YT"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(DurationTest, LongerIsByLength) {
  EXPECT_TRUE(IsLonger(Duration{.days = 91}, Duration{.days = 90}));
  EXPECT_TRUE(IsLonger(Duration{.years = 1}, Duration{.days = 90}));
  EXPECT_FALSE(IsLonger(Duration{.days = 90}, Duration{.days = 90}));
  EXPECT_FALSE(IsLonger(Duration{.hours = 48}, Duration{.days = 2}));
}

}  // namespace
}  // namespace reqledger::docket
