// What a verifier is told on its command line.
#include "tools/trust.h"

#include <gtest/gtest.h>

#include <fstream>

#include "ledger/base/limits.h"
#include "tests/testing/bundle_builder.h"
#include "tests/testing/temp_dir.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

TEST(DurationTest, ReadsWeeksToSeconds) {
  EXPECT_EQ(*ParseDurationSeconds("f", "P7D"), 7 * 86'400);
  EXPECT_EQ(*ParseDurationSeconds("f", "P1W"), 7 * 86'400);
  EXPECT_EQ(*ParseDurationSeconds("f", "PT36H"), 36 * 3'600);
  EXPECT_EQ(*ParseDurationSeconds("f", "P1DT2H3M4S"), 86'400 + 7'384);
}

TEST(DurationTest, RefusesAllElse) {
  for (const char* wrong : {"", "P", "PT", "7", "7D", "P7", "P7H", "PT7D", "P-1D", "P1D1D", "P1DT",
                            "PTT1H", "P1.5D", "PT1M2H", "P9999999D"}) {
    const auto seconds = ParseDurationSeconds("max_age", wrong);
    ASSERT_FALSE(seconds.has_value()) << wrong;
    EXPECT_EQ(ExitOf(seconds.error()), kExitUsage);
    EXPECT_NE(seconds.error().message.find("--max_age"), std::string::npos);
  }
}

TEST(PinnedKeyTest, IsAVkeyOrAFileThatHoldsOne) {
  const std::string vkey = testing::TestLedger().vkey();
  EXPECT_EQ(ReadPinnedKey("vkey", vkey)->Serialize(), vkey);
  const testing::TempDir dir;
  std::ofstream(dir.path("key")) << vkey << '\n';
  EXPECT_EQ(ReadPinnedKey("vkey", dir.path("key"))->Serialize(), vkey);
}

TEST(PinnedKeyTest, IsNothingElse) {
  const testing::TempDir dir;
  std::ofstream(dir.path("key")) << "no key\n";
  for (const std::string& wrong : {std::string("no key"), dir.path("key"), dir.path("none")}) {
    const auto key = ReadPinnedKey("vkey", wrong);
    ASSERT_FALSE(key.has_value()) << wrong;
    EXPECT_EQ(ExitOf(key.error()), kExitUsage);
  }
}

TEST(ReadFilesTest, ReadsEachWholeWithinTheLimit) {
  const testing::TempDir dir;
  std::ofstream(dir.path("a")) << "one";
  std::ofstream(dir.path("b")) << "two";
  EXPECT_EQ(*ReadFiles("f", dir.path("a") + "," + dir.path("b"), 3),
            (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(ReadFiles("f", "", 3)->empty());
  EXPECT_EQ(ExitOf(ReadFiles("f", dir.path("a"), 2).error()), kExitUsage);
}

}  // namespace
}  // namespace reqledger::tools
