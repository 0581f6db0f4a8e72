// A write whose outcome is unknown stops the log; a restart reads the truth; nothing acknowledged
// is lost and nothing is recorded twice.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "ledger/base/file.h"
#include "ledger/log/start.h"
#include "tests/log/faulty_store.h"
#include "tests/log/whole_log.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

namespace fs = std::filesystem;
using base::Code;
using testing::DemandReceived;
using testing::TempDir;
using testing::TempLedger;

base::Result<Appended> RecordOn(Sequencer& sequencer, const Preparer& preparer,
                                const std::string& json) {
  Submission submission;
  ASSIGN_OR_RETURN(PreparedEvent prepared, preparer.Prepare(json, Recorder::Unlimited("uid:1000")));
  submission.events.push_back(std::move(prepared));
  std::promise<base::Result<Appended>> answer;
  submission.done = [&](std::vector<base::Result<Appended>> outcomes) {
    answer.set_value(std::move(outcomes.front()));
  };
  RETURN_IF_ERROR(sequencer.Submit(std::move(submission)));
  return answer.get_future().get();
}

class RocksDbCommitFaultTest : public ::testing::TestWithParam<Outcome> {};
INSTANTIATE_TEST_SUITE_P(Outcomes, RocksDbCommitFaultTest,
                         ::testing::Values(Outcome::kNotDone, Outcome::kDone),
                         [](const auto& outcome) {
                           return std::string(outcome.param == Outcome::kDone ? "Done" : "NotDone");
                         });

TEST_P(RocksDbCommitFaultTest, StopsTheLogAndARestartReadsTheTruth) {
  TempLedger ledger;
  const auto event = [](int i) {
    const std::string id = std::to_string(i);
    return DemandReceived("M-1", "D" + id, R"(,"idempotency_key":"k)" + id + "\"");
  };
  {
    auto opened = OpenLedger(ledger.dirs(), "");
    ASSERT_TRUE(opened);
    Ledger& parts = **opened;
    FaultyStore store(*parts.store, 2, GetParam());
    const Reader reader(store, *parts.vault);
    const Preparer preparer(parts.catalogue, *parts.vault, reader);
    int failures = 0;
    Sequencer sequencer({store, *parts.vault, parts.catalogue, parts.rules, parts.signing_key,
                         parts.mark, ledger.clock()},
                        {}, parts.tail, [&](const base::Error&) { ++failures; });
    EXPECT_TRUE(RecordOn(sequencer, preparer, event(1)));
    EXPECT_TRUE(RecordOn(sequencer, preparer, event(2)));
    const auto unknown = RecordOn(sequencer, preparer, event(3));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Code::kIo);
    const auto after = RecordOn(sequencer, preparer, event(4));
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().code, Code::kUnavailable);
    EXPECT_TRUE(sequencer.failure());
    // What was signed is no more than what was acknowledged.
    EXPECT_EQ(sequencer.head()->tree.size, 3U);
    EXPECT_EQ(parts.mark.mark().size, 3U);
    sequencer.Stop();
    EXPECT_EQ(failures, 1);
  }
  ASSERT_TRUE(ledger.Open());
  const bool done = GetParam() == Outcome::kDone;
  EXPECT_EQ(ledger.sequencer().head()->tree.size, done ? 4U : 3U);
  EXPECT_EQ(ledger.ledger().mark_was_behind, done);
  CheckWholeLog(ledger);
  // The recorder, who was told nothing, sends all again.
  for (int i = 1; i <= 4; ++i) {
    const auto appended = ledger.Record(event(i));
    ASSERT_TRUE(appended) << appended.error().message;
    EXPECT_EQ(appended->placed.seq, static_cast<std::uint64_t>(i));
    EXPECT_EQ(appended->placed.repeat, i <= 2 || (i == 3 && done));
  }
  CheckWholeLog(ledger);
}

// The write-ahead log of the database, which holds all entries of a ledger this small.
std::string WriteAheadLog(const std::string& data_dir) {
  std::string largest;
  for (const auto& file : fs::directory_iterator(data_dir + "/db")) {
    if (file.path().extension() == ".log" &&
        (largest.empty() || file.file_size() > fs::file_size(largest))) {
      largest = file.path().string();
    }
  }
  return largest;
}

TEST(RocksDbDamage, IsRefusedOrWholeNeverShortened) {
  TempLedger ledger;
  const TempDir copy;
  ASSERT_TRUE(ledger.Open());
  for (int i = 0; i < 12; ++i)
    ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D" + std::to_string(i))));
  ledger.Close();
  const std::string data_dir = ledger.dirs().data_dir;
  const std::string log = WriteAheadLog(data_dir);
  ASSERT_FALSE(log.empty());
  ASSERT_GT(fs::file_size(log), 20'000U);
  fs::copy(data_dir, copy.path("data"), fs::copy_options::recursive);
  int refused = 0;
  constexpr int kPlaces = 24;
  for (int place = 0; place < kPlaces; ++place) {
    fs::remove_all(data_dir);
    fs::copy(copy.path("data"), data_dir, fs::copy_options::recursive);
    auto bytes = base::ReadFile(log, 1 << 24);
    ASSERT_TRUE(bytes);
    (*bytes)[bytes->size() * static_cast<std::size_t>(place) / kPlaces + 3] ^= 0x10;
    std::ofstream(log, std::ios::binary | std::ios::trunc) << *bytes;
    if (!ledger.Open()) {
      ++refused;
      continue;
    }
    EXPECT_EQ(ledger.sequencer().head()->tree.size, 13U);
    CheckWholeLog(ledger);
    ledger.Close();
  }
  EXPECT_GT(refused, kPlaces / 2) << "the damage did not reach the entries";
}

}  // namespace
}  // namespace reqledger::log
