// What the disk may do to a commit or a flush: afterwards each batch is there whole or not at all,
// and each acknowledged one is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "ledger/store/rocksdb_store_env.h"
#include "tests/store/fault_file_system.h"
#include "tests/store/stores.h"
#include "tests/store/whole.h"

namespace reqledger::store {
namespace {

using base::Code;

// A database on a file system of its own; the store goes before what it stands on.
class Rig {
 public:
  Rig()
      : patient_(rocksdb::NewCompositeEnv(std::make_shared<FaultFileSystem>(plan_))),
        env_(*patient_) {}

  base::Result<void> Open(bool create) {
    ASSIGN_OR_RETURN(store_, OpenRocksDbStoreOn({.path = path(), .create = create}, env_));
    return {};
  }
  void Close() { store_.reset(); }
  Store& store() { return *store_; }
  FaultPlan& plan() { return plan_; }
  std::string path() const { return folder_.path("db"); }
  std::string snapshot() const { return folder_.path("snapshot"); }

 private:
  testing::TempDir folder_;
  FaultPlan plan_;
  std::unique_ptr<rocksdb::Env> patient_;
  ImpatientEnv env_;
  std::unique_ptr<Store> store_;
};

class FaultTest : public ::testing::TestWithParam<Fault> {};

INSTANTIATE_TEST_SUITE_P(Kinds, FaultTest,
                         ::testing::Values(Fault::kOnce, Fault::kShort, Fault::kFromThenOn),
                         [](const auto& kind) {
                           return std::string(kind.param == Fault::kOnce    ? "Once"
                                              : kind.param == Fault::kShort ? "Short"
                                                                            : "FromThenOn");
                         });

// The size known to be durable after the run of steps that `call` was to disturb.
std::uint64_t RunDisturbed(Rig& rig, int call, Fault fault) {
  EXPECT_TRUE(rig.store().Commit(MakeBatch(0, "before")));
  rig.plan().Arm(call, fault);
  std::uint64_t acknowledged = 2;
  const auto commit = [&] {
    if (rig.store().Commit(MakeBatch(acknowledged, "disturbed"))) acknowledged += 2;
  };
  commit();
  (void)rig.store().Snapshot(rig.snapshot());  // flushes every table
  commit();
  commit();
  return acknowledged;
}

TEST_P(FaultTest, LeavesBatchesWholeAtEachCallOfCommitAndFlush) {
  int calls = 0;
  for (bool fired = true; fired; ++calls) {
    SCOPED_TRACE("call " + std::to_string(calls + 1));
    Rig rig;
    ASSERT_TRUE(rig.Open(true));
    const std::uint64_t acknowledged = RunDisturbed(rig, calls + 1, GetParam());
    fired = rig.plan().fired();
    rig.plan().Disarm();
    rig.Close();
    const auto opened = rig.Open(false);
    ASSERT_TRUE(opened) << opened.error().message;
    const std::uint64_t size = WholeSize(rig.store());
    EXPECT_GE(size, acknowledged);
    EXPECT_LE(size, acknowledged + 2);  // the one whose outcome was unknown
    EXPECT_TRUE(rig.store().Commit(MakeBatch(size, "after")));
  }
  EXPECT_GT(calls, 20) << "the faults did not reach the flush";
}

TEST_P(FaultTest, LeavesNoHalfCreatedDatabaseThatOpens) {
  int calls = 0;
  for (bool fired = true; fired; ++calls) {
    SCOPED_TRACE("call " + std::to_string(calls + 1));
    Rig rig;
    rig.plan().Arm(calls + 1, GetParam());
    const auto created = rig.Open(true);
    fired = rig.plan().fired();
    rig.plan().Disarm();
    rig.Close();
    const auto opened = rig.Open(false);
    EXPECT_TRUE(opened || !created) << opened.error().message;
    if (opened) {
      EXPECT_TRUE(rig.store().Commit(MakeBatch(0, "after")));
    }
    if (!opened) {
      EXPECT_TRUE(opened.error().code == Code::kNotFound || opened.error().code == Code::kCorrupt)
          << opened.error().message;
    }
  }
  EXPECT_GT(calls, 20);
}

TEST(FaultsOnceTest, StopAllLaterWrites) {
  Rig rig;
  ASSERT_TRUE(rig.Open(true));
  ASSERT_TRUE(rig.store().Commit(MakeBatch(0, "a")));
  rig.plan().Arm(1, Fault::kOnce);
  EXPECT_EQ(rig.store().Commit(MakeBatch(2, "b")).error().code, Code::kIo);
  EXPECT_EQ(rig.store().Commit(MakeBatch(2, "b")).error().code, Code::kUnavailable);
  EXPECT_EQ(rig.store().PutCheckpoint(2, "note").error().code, Code::kUnavailable);
  EXPECT_EQ(*rig.store().Entry(1), "entry 1a") << "reading goes on";
}

// A power cut: of every file only what was synced is left.
TEST(PowerCutTest, LeavesWhatWasAcknowledged) {
  Rig rig;
  ASSERT_TRUE(rig.Open(true));
  for (std::uint64_t first = 0; first < 20; first += 2) {
    ASSERT_TRUE(rig.store().Commit(MakeBatch(first, "a")));
  }
  ASSERT_TRUE(rig.store().PutCheckpoint(20, "note"));
  testing::TempDir after;
  std::filesystem::copy(rig.path(), after.path("db"));
  for (const auto& [path, size] : rig.plan().synced()) {
    const std::string copy = after.path("db/") + std::filesystem::path(path).filename().string();
    if (std::filesystem::exists(copy)) std::filesystem::resize_file(copy, size);
  }
  const auto opened = OpenRocksDbStore({.path = after.path("db")});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(WholeSize(**opened), 20U);
  EXPECT_EQ(*(*opened)->Checkpoint(20), "note");
}

}  // namespace
}  // namespace reqledger::store
