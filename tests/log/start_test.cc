// What start-up finds, and that it refuses rather than repairs.
#include <gtest/gtest.h>

#include <filesystem>

#include "ledger/base/file.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

namespace fs = std::filesystem;
using base::Code;
using testing::DemandReceived;
using testing::TempDir;
using testing::TempLedger;

void CopyFolder(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

TEST(RocksDbStart, RefusesADirectoryThatExistsAndIsNotEmpty) {
  TempLedger ledger;
  const auto again = CreateLedger({.dirs = ledger.dirs(),
                                   .schema_dir = REQLEDGER_SOURCE_DIR "/schemas/events",
                                   .origin = testing::kOrigin,
                                   .recorded_by = "uid:0"},
                                  ledger.clock());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
  EXPECT_TRUE(ledger.Open());
}

TEST(RocksDbStart, RefusesWhereNoLedgerIs) {
  const TempDir dir;
  const auto opened =
      OpenLedger({.data_dir = dir.path("data"), .key_dir = dir.path("keys"), .state_dir = ""}, "");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kNotFound);
  EXPECT_FALSE(fs::exists(dir.path("data")));
}

TEST(RocksDbStart, RefusesAnOlderCopyOfTheDatabase) {
  TempLedger ledger;
  const TempDir copy;
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ledger.Close();
  CopyFolder(ledger.dirs().data_dir, copy.path("old"));
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  ledger.Close();
  CopyFolder(copy.path("old"), ledger.dirs().data_dir);
  const auto opened = ledger.Open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "behind_high_water_mark");
}

TEST(RocksDbStart, RefusesAnotherHistoryOfTheSameLength) {
  TempLedger ledger;
  const TempDir copy;
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ledger.Close();
  const LedgerDirs dirs = ledger.dirs();
  CopyFolder(dirs.data_dir, copy.path("data"));
  CopyFolder(dirs.state_dir, copy.path("state"));
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  ledger.Close();
  // The same step again, from the copies, with another event: a fork. Then the first fork's mark.
  CopyFolder(dirs.state_dir, copy.path("state_of_first"));
  CopyFolder(copy.path("data"), dirs.data_dir);
  CopyFolder(copy.path("state"), dirs.state_dir);
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D3")));
  ledger.Close();
  CopyFolder(copy.path("state_of_first"), dirs.state_dir);
  const auto opened = ledger.Open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kUntrusted);
}

TEST(RocksDbStart, MovesTheMarkThatACrashLeftBehind) {
  TempLedger ledger;
  const TempDir copy;
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ledger.Close();
  CopyFolder(ledger.dirs().state_dir, copy.path("state"));
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  ledger.Close();
  CopyFolder(copy.path("state"), ledger.dirs().state_dir);
  ASSERT_TRUE(ledger.Open());
  EXPECT_TRUE(ledger.ledger().mark_was_behind);
  EXPECT_EQ(ledger.ledger().mark.mark().size, 3U);
  EXPECT_TRUE(ledger.Record(DemandReceived("M-1", "D3")));
}

TEST(RocksDbStart, AMissingOrBrokenMarkIsNeverAFirstUse) {
  TempLedger ledger;
  const std::string path = ledger.dirs().state_dir + "/high_water_mark";
  const auto bytes = base::ReadFile(path, 4096);
  ASSERT_TRUE(bytes);
  fs::remove(path);
  const auto missing = ledger.Open();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  std::string broken = *bytes;
  broken[9] ^= 1;
  broken[512 + 9] ^= 1;
  ASSERT_TRUE(base::WriteFileDurably(path, broken, 0600));
  const auto refused = ledger.Open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kCorrupt);
}

TEST(RocksDbStart, OneTornSlotOfTheMarkIsNoLoss) {
  TempLedger ledger;
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  ledger.Close();
  const std::string path = ledger.dirs().state_dir + "/high_water_mark";
  const auto bytes = base::ReadFile(path, 4096);
  ASSERT_TRUE(bytes);
  for (const std::size_t slot : {std::size_t{0}, std::size_t{512}}) {
    std::string torn = *bytes;
    torn[slot + 20] ^= 1;
    ASSERT_TRUE(base::WriteFileDurably(path, torn, 0600));
    const auto opened = ledger.Open();
    EXPECT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(ledger.ledger().mark.mark().size, 3U);
    ledger.Close();
    ASSERT_TRUE(base::WriteFileDurably(path, *bytes, 0600));
  }
}

TEST(RocksDbStart, ASecondProcessIsToldThatTheLedgerIsInUse) {
  TempLedger ledger;
  ASSERT_TRUE(ledger.Open());
  const auto second = OpenLedger(ledger.dirs(), "");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace reqledger::log
