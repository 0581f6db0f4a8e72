// Another signing key: what it leaves on disk, in the log and for verifiers; and what a crash at
// each step is made of at the next start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "ledger/base/file.h"
#include "ledger/log/key_lineage.h"
#include "ledger/note/checkpoint.h"
#include "tests/log/faulty_store.h"
#include "tests/log/whole_log.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

namespace fs = std::filesystem;
using base::Code;
using testing::DemandReceived;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempLedger;

note::VerifierKey KeyOf(const std::string& vkey) { return *note::VerifierKey::Parse(vkey); }

bool Opens(const std::string& checkpoint, const std::string& vkey) {
  const note::VerifierKey key = KeyOf(vkey);
  return note::OpenCheckpoint(checkpoint, std::span(&key, 1)).has_value();
}

std::string FileText(const TempLedger& ledger, const std::string& name) {
  return base::ReadFile(ledger.dirs().key_dir + "/" + name, 4096).value_or("");
}

// The files of the signing key that are there.
std::vector<std::string> SigningFiles(const TempLedger& ledger) {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(ledger.dirs().key_dir)) {
    const std::string name = file.path().filename().string();
    if (name.starts_with("ledger.")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

// That a rotation is through: one key, named by its file, with which the log goes on.
void ExpectThrough(TempLedger& ledger) {
  EXPECT_THAT(SigningFiles(ledger), ElementsAre("ledger.skey", "ledger.vkey"));
  const std::string vkey = ledger.sequencer().head()->vkey;
  EXPECT_EQ(FileText(ledger, "ledger.vkey"), vkey + "\n");
  EXPECT_EQ(SigningKey::Load(ledger.dirs().key_dir)->vkey(), vkey);
  CheckWholeLog(ledger);
}

class RotationTest : public ::testing::TestWithParam<testing::Backing> {};
INSTANTIATE_TEST_SUITE_P(Stores, RotationTest,
                         ::testing::Values(testing::Backing::kMemory, testing::Backing::kRocksDb),
                         [](const auto& backing) {
                           return backing.param == testing::Backing::kMemory ? "Memory" : "RocksDb";
                         });

TEST_P(RotationTest, ANewKeySignsFromTheEntryThatNamesIt) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  const std::string old = FileText(ledger, "ledger.skey");
  const auto rotated = ledger.Rotate("a copy was lost");
  ASSERT_TRUE(rotated) << rotated.error().message;
  EXPECT_NE(rotated->vkey, ledger.vkey());
  EXPECT_EQ(KeyOf(rotated->vkey).name(), testing::kOrigin);
  EXPECT_EQ(rotated->seq, 3U);
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 4U);
  const auto entry = ledger.reader().Open(3);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->Text("type"), "ledger.key_rotated");
  EXPECT_EQ(entry->Text("matter"), "ledger");
  EXPECT_EQ(entry->Text("recorded_by"), "uid:1000");
  EXPECT_EQ(entry->Text("reason"), "a copy was lost");
  EXPECT_EQ(*entry->Find("vkeys"), "[\"" + rotated->vkey + "\"]");
  // The checkpoint of that size opens under either key, the ones after it under the new one alone.
  EXPECT_EQ(rotated->published.checkpoint, ledger.sequencer().head()->checkpoint);
  EXPECT_TRUE(Opens(rotated->published.checkpoint, ledger.vkey()));
  EXPECT_TRUE(Opens(rotated->published.checkpoint, rotated->vkey));
  ExpectThrough(ledger);
  EXPECT_NE(FileText(ledger, "ledger.skey"), old);
  const auto appended = ledger.Record(DemandReceived("M-1", "D2"));
  ASSERT_TRUE(appended);
  EXPECT_FALSE(Opens(appended->head->checkpoint, ledger.vkey()));
  EXPECT_TRUE(Opens(appended->head->checkpoint, rotated->vkey));
  CheckWholeLog(ledger);
}

TEST_P(RotationTest, TheCheckpointOfBothIsKeptAndIsThatOfItsSizeAfterARestartToo) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const auto rotated = ledger.Rotate();
  ASSERT_TRUE(rotated);
  ledger.Close();
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.settled(), Settled::kNothing);
  EXPECT_EQ(ledger.sequencer().head()->checkpoint, rotated->published.checkpoint);
  EXPECT_EQ(ledger.Publish()->checkpoint, rotated->published.checkpoint);
  EXPECT_EQ(*ledger.reader().store().Checkpoint(4), rotated->published.checkpoint);
  ExpectThrough(ledger);
}

TEST_P(RotationTest, TwiceInARow) {
  for (const std::uint64_t multiple : {1U, 4U, 64U}) {
    TempLedger ledger(GetParam(), multiple);
    ASSERT_TRUE(ledger.Open());
    const auto first = ledger.Rotate();
    const auto second = ledger.Rotate();
    ASSERT_TRUE(first && second);
    EXPECT_EQ((first->seq + 1) % multiple, 0U);
    EXPECT_EQ((second->seq + 1) % multiple, 0U);
    EXPECT_FALSE(Opens(second->published.checkpoint, ledger.vkey()));
    EXPECT_TRUE(Opens(second->published.checkpoint, first->vkey));
    EXPECT_TRUE(Opens(second->published.checkpoint, second->vkey));
    EXPECT_EQ(*RotationsBelow(ledger.reader().store(), second->seq + 1),
              (std::vector<std::uint64_t>{first->seq, second->seq}));
    EXPECT_EQ(*RotationsBelow(ledger.reader().store(), second->seq),
              (std::vector<std::uint64_t>{first->seq}));
    ExpectThrough(ledger);
    ledger.Close();
    ASSERT_TRUE(ledger.Open());
    ExpectThrough(ledger);
  }
}

TEST_P(RotationTest, WhatTheClockRefusesLeavesTheOldKey) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ledger.clock().StepWall(-10'000'000);
  const auto refused = ledger.Rotate();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "clock");
  ledger.clock().StepWall(10'000'000);
  EXPECT_FALSE(ledger.sequencer().failure());
  EXPECT_EQ(ledger.sequencer().head()->vkey, ledger.vkey());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D2")));
  ExpectThrough(ledger);
}

TEST_P(RotationTest, AKeyFolderThatCannotBeWrittenLeavesTheOldKeyAndTheLogGoesOn) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const std::string in_the_way = ledger.dirs().key_dir + "/ledger.skey.next.new";
  fs::create_directories(in_the_way + "/x");
  const auto refused = ledger.Rotate();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("the one before signs on"));
  fs::remove_all(in_the_way);
  EXPECT_FALSE(ledger.sequencer().failure());
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  EXPECT_TRUE(ledger.Rotate());
  ExpectThrough(ledger);
}

note::NoteSigner SignerOf(char seed) {
  return *note::NoteSigner::FromSeed(testing::kOrigin, note::KeyType::kEd25519,
                                     crypto::SecretBytes(std::string(32, seed)));
}

void PutPromised(const TempLedger& ledger, const note::NoteSigner& signer) {
  const crypto::SecretBytes text = signer.Serialize();
  ASSERT_TRUE(base::WriteFileDurably(ledger.dirs().key_dir + "/ledger.skey.promised",
                                     std::string(text.view()) + "\n", 0600));
}

TEST_P(RotationTest, AKeyThatWasPromisedIsTheOnlyOneThatCanFollow) {
  TempLedger ledger(GetParam());
  ASSERT_TRUE(ledger.Open());
  const note::NoteSigner promised = SignerOf('p');
  // Nothing was promised yet: what lies there is not looked at, and stays.
  PutPromised(ledger, promised);
  const auto first = ledger.Rotate("", PromiseOf({promised.verifier().Serialize()}));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_NE(first->vkey, promised.verifier().Serialize());
  fs::remove(ledger.dirs().key_dir + "/ledger.skey.promised");
  for (const bool other_there : {false, true}) {
    if (other_there) PutPromised(ledger, SignerOf('q'));
    const auto refused = ledger.Rotate();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kConflict);
    EXPECT_THAT(refused.error().message, HasSubstr("ledger.skey.promised"));
    EXPECT_FALSE(ledger.sequencer().failure());
  }
  ledger.Close();
  ASSERT_TRUE(ledger.Open());
  PutPromised(ledger, promised);
  const auto second = ledger.Rotate();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->vkey, promised.verifier().Serialize());
  ExpectThrough(ledger);
  const auto third = ledger.Rotate();
  ASSERT_TRUE(third) << third.error().message;
  ExpectThrough(ledger);
}

// After step 1.
TEST_P(RotationTest, ACrashBeforeTheEntryIsUndone) {
  TempLedger ledger(GetParam());
  const std::string secret = FileText(ledger, "ledger.skey");
  {
    auto key = SigningKey::Load(ledger.dirs().key_dir);
    ASSERT_TRUE(key->MakeNext());
  }
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.settled(), Settled::kUndone);
  EXPECT_EQ(FileText(ledger, "ledger.skey"), secret);
  ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
  ExpectThrough(ledger);
  EXPECT_TRUE(ledger.Rotate());
  ExpectThrough(ledger);
}

// A rotation on a store that stands before the ledger's own.
base::Result<Rotated> RotateOn(TempLedger& ledger, store::Store& store, Ledger& parts) {
  Sequencer::Options options;
  options.publish_multiple = parts.publish_multiple;
  Sequencer sequencer({store, *parts.vault, parts.catalogue, parts.rules, parts.signing_key,
                       parts.mark, ledger.clock()},
                      options, parts.tail, [](const base::Error&) {});
  std::promise<base::Result<Rotated>> answer;
  RETURN_IF_ERROR(sequencer.SubmitRotate(
      {.recorded_by = "uid:1000"}, [&](auto rotated) { answer.set_value(std::move(rotated)); }));
  auto rotated = answer.get_future().get();
  EXPECT_EQ(sequencer.failure().has_value(), !rotated);
  return rotated;
}

void FailIn(TempLedger& ledger, int good_commits, Outcome outcome) {
  auto opened = OpenLedger(ledger.dirs(), "");
  ASSERT_TRUE(opened);
  FaultyStore store(*(*opened)->store, good_commits, outcome);
  if (good_commits > 0) store.FailCheckpoints();
  const auto rotated = RotateOn(ledger, store, **opened);
  ASSERT_FALSE(rotated);
  EXPECT_EQ(rotated.error().code, Code::kIo);
}

TEST(RocksDbRotation, ACommitThatWasNotDoneIsUndone) {
  TempLedger ledger;
  FailIn(ledger, 0, Outcome::kNotDone);
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.settled(), Settled::kUndone);
  EXPECT_EQ(ledger.sequencer().head()->tree.size, 1U);
  EXPECT_EQ(ledger.sequencer().head()->vkey, ledger.vkey());
  ExpectThrough(ledger);
}

// After steps 2 and 3, whatever the sequencer was told; and again with step 5 done too.
TEST(RocksDbRotation, ACrashBehindTheEntryIsGoneOnFrom) {
  for (const bool second_name : {false, true}) {
    for (const int good_commits : {0, 1}) {
      TempLedger ledger;
      FailIn(ledger, good_commits, Outcome::kDone);
      EXPECT_THAT(SigningFiles(ledger),
                  ElementsAre("ledger.skey", "ledger.skey.next", "ledger.vkey"));
      const std::string key_dir = ledger.dirs().key_dir;
      if (second_name) fs::create_hard_link(key_dir + "/ledger.skey", key_dir + "/ledger.skey.old");
      ASSERT_TRUE(ledger.Open());
      EXPECT_EQ(ledger.settled(), Settled::kFinished);
      EXPECT_NE(ledger.sequencer().head()->vkey, ledger.vkey());
      const std::string both = *ledger.reader().store().Checkpoint(4);
      EXPECT_TRUE(Opens(both, ledger.vkey()));
      EXPECT_TRUE(Opens(both, ledger.sequencer().head()->vkey));
      ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
      ExpectThrough(ledger);
    }
  }
}

// After steps 6 and 7.
TEST_P(RotationTest, ACrashBehindTheNewNameIsGoneOnFrom) {
  for (const bool vkey_written : {false, true}) {
    TempLedger ledger(GetParam());
    ASSERT_TRUE(ledger.Open());
    const std::string key_dir = ledger.dirs().key_dir;
    const std::string old_secret = FileText(ledger, "ledger.skey");
    const auto rotated = ledger.Rotate();
    ASSERT_TRUE(rotated);
    ledger.Close();
    ASSERT_TRUE(base::WriteFileDurably(key_dir + "/ledger.skey.old", old_secret, 0600));
    if (!vkey_written) {
      ASSERT_TRUE(base::WriteFileDurably(key_dir + "/ledger.vkey", ledger.vkey() + "\n", 0644));
    }
    ASSERT_TRUE(ledger.Open());
    EXPECT_EQ(ledger.settled(), Settled::kFinished);
    EXPECT_EQ(ledger.sequencer().head()->vkey, rotated->vkey);
    ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
    ExpectThrough(ledger);
  }
}

TEST_P(RotationTest, ASecondNameOfTheKeyThatSignsIsTakenAwayAndTheKeyStays) {
  TempLedger ledger(GetParam());
  const std::string key_dir = ledger.dirs().key_dir;
  fs::create_hard_link(key_dir + "/ledger.skey", key_dir + "/ledger.skey.old");
  ASSERT_TRUE(ledger.Open());
  EXPECT_EQ(ledger.sequencer().head()->vkey, ledger.vkey());
  ExpectThrough(ledger);
}

TEST_P(RotationTest, AnOlderKeyFolderIsRefused) {
  for (const bool published_since : {false, true}) {
    TempLedger ledger(GetParam());
    ASSERT_TRUE(ledger.Open());
    const std::string secret = FileText(ledger, "ledger.skey");
    ASSERT_TRUE(ledger.Rotate());
    if (published_since) {
      ASSERT_TRUE(ledger.Record(DemandReceived("M-1", "D1")));
      ASSERT_TRUE(ledger.Publish());
    }
    ledger.Close();
    ASSERT_TRUE(base::WriteFileDurably(ledger.dirs().key_dir + "/ledger.skey", secret, 0600));
    const auto refused = ledger.Open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kUntrusted);
    EXPECT_EQ(refused.error().reason, "signing_key_replaced");
  }
}

TEST_P(RotationTest, AKeyThatNothingNamesIsRefused) {
  TempLedger ledger(GetParam());
  fs::remove(ledger.dirs().key_dir + "/ledger.skey");
  fs::remove(ledger.dirs().key_dir + "/ledger.vkey");
  ASSERT_TRUE(SigningKey::Create(ledger.dirs().key_dir, testing::kOrigin));
  const auto refused = ledger.Open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "signing_key_replaced");
}

}  // namespace
}  // namespace reqledger::log
