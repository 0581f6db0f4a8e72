// The data directory of a ledger whose key was replaced, as its verifier sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/log/ledger_key.h"
#include "ledger/log/verify_store.h"
#include "ledger/note/checkpoint.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using testing::DemandReceived;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TempLedger;

note::VerifierKey KeyOf(const std::string& vkey) { return *note::VerifierKey::Parse(vkey); }

// The data directory of a ledger of three keys, verified with each of them pinned.
class RocksDbRotatedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    vkeys_ = {ledger_.vkey()};
    for (const char* id : {"D1", "D2"}) {
      ASSERT_TRUE(ledger_.Record(DemandReceived("M-1", id)));
      ASSERT_TRUE(ledger_.Publish());
      const auto rotated = ledger_.Rotate();
      ASSERT_TRUE(rotated);
      vkeys_.push_back(rotated->vkey);
      seqs_.push_back(rotated->seq);
    }
    ASSERT_TRUE(ledger_.Record(DemandReceived("M-1", "D3")));
    ASSERT_TRUE(ledger_.Publish());
    ledger_.Close();
  }

  Report Verify(const std::string& vkey, bool with_keys = true) {
    VerifyStoreOptions options;
    options.dirs = ledger_.dirs();
    if (!with_keys) options.dirs.key_dir = options.dirs.state_dir = "";
    options.entries_only = !with_keys;
    options.pinned = {KeyOf(vkey)};
    auto report = VerifyDataDirectory(options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *std::move(report) : Report();
  }
  static std::vector<std::pair<std::string, std::uint64_t>> Rotations(const Report& report) {
    std::vector<std::pair<std::string, std::uint64_t>> found;
    found.reserve(report.findings.size());
    for (const Finding& finding : report.findings)
      found.emplace_back(finding.code, finding.seq.value_or(999));
    return found;
  }
  void Replace(std::uint64_t size, const std::string& checkpoint) {
    auto store = store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
    ASSERT_TRUE((*store)->PutCheckpoint(size, checkpoint));
  }
  // The kept checkpoint with only these of its lines.
  std::string WithLines(std::uint64_t size, std::size_t first, std::size_t count) {
    auto store =
        store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db", .read_only = true});
    auto note = *note::ParseNote(*(*store)->Checkpoint(size));
    const auto begin = note.signatures.begin() + static_cast<std::ptrdiff_t>(first);
    note.signatures = {begin, begin + static_cast<std::ptrdiff_t>(count)};
    return note::SerializeNote(note);
  }

  TempLedger ledger_;
  std::vector<std::string> vkeys_;
  std::vector<std::uint64_t> seqs_;
};

TEST_F(RocksDbRotatedTest, VerifiesUnderEachKey) {
  for (const std::string& vkey : vkeys_) {
    const Report report = Verify(vkey);
    EXPECT_EQ(ExitStatus(report), 0);
    EXPECT_THAT(Rotations(report), IsEmpty());
  }
  const note::NoteSigner foreign = *note::NoteSigner::FromSeed(
      testing::kOrigin, note::KeyType::kEd25519, crypto::SecretBytes(std::string(32, 's')));
  EXPECT_EQ(Rotations(Verify(foreign.verifier().Serialize())).front(),
            std::pair(std::string("key.rotation"), std::uint64_t{0}));
}

TEST_F(RocksDbRotatedTest, WithoutTheKeysTheLastPinnedKeyIsEnoughAndAnEarlierOneNot) {
  EXPECT_EQ(ExitStatus(Verify(vkeys_.back(), false)), 0);
  EXPECT_EQ(ExitStatus(Verify(vkeys_.front(), false)), 3);
  EXPECT_EQ(ExitStatus(Verify(vkeys_[1], false)), 3);
}

TEST_F(RocksDbRotatedTest, FindsARotationThatOneKeyAloneSigned) {
  const std::uint64_t size = seqs_[0] + 1;
  const std::string lines[] = {WithLines(size, 0, 1), WithLines(size, 1, 1)};
  for (const std::string& alone : lines) {
    Replace(size, alone);
    for (const std::string& vkey : vkeys_) {
      EXPECT_THAT(Rotations(Verify(vkey)), ElementsAre(std::pair("key.rotation", seqs_[0])));
    }
  }
}

TEST_F(RocksDbRotatedTest, FindsAKeyThatSignsWhenAnotherHasTakenItsPlace) {
  const auto signer = SigningKey::Load(ledger_.dirs().key_dir);
  const std::uint64_t early = 4;  // published before the first rotation
  auto store = store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
  const auto note = *ReadCheckpoint(*(*store)->Checkpoint(early));
  ASSERT_TRUE(
      (*store)->PutCheckpoint(early, note::SignCheckpoint(signer->signer(), note.checkpoint.head)));
  store->reset();
  EXPECT_THAT(Rotations(Verify(vkeys_.front())),
              ElementsAre(std::pair("key.rotation", std::uint64_t{0})));
}

}  // namespace
}  // namespace reqledger::log
