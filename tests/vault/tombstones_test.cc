// Tombstones: whole or refused, an intention until its entry is there, and stronger than any older
// copy of the keys.
#include "ledger/vault/tombstones.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "ledger/vault/vault.h"
#include "tests/vault/folder.h"

namespace reqledger::vault {
namespace {

namespace fs = std::filesystem;
using base::Code;

Tombstone Sample(int number, ErasureScope scope, std::uint64_t by_seq) {
  return {.handle = HandleNumber(number),
          .scope = scope,
          .generation = 1,
          .matter_seq = 7,
          .last_leaf = crypto::Sha256::Digest("leaf"),
          .by_seq = by_seq,
          .done = false,
          .seqs = {{1, 2}, {5, 5}}};
}

class TombstonesTest : public ::testing::Test {
 protected:
  TombstonesTest() { EXPECT_TRUE(Tombstones::Create(folder_.path(), kOrigin)); }

  base::Result<std::unique_ptr<Tombstones>> OpenAt(std::uint64_t size) {
    return Tombstones::Open({.state_dir = folder_.path(), .origin = kOrigin, .size = size});
  }
  std::string path() const { return folder_.path() + "/tombstones"; }

  KeyFolder folder_;
};

TEST(TombstonesFormTest, EveryCutAndEveryFlippedBitIsRefused) {
  const std::string bytes = SerializeTombstones(
      kOrigin, {Sample(1, ErasureScope::kPersonal, 9), Sample(2, ErasureScope::kMatter, 10)});
  const auto parsed = ParseTombstones(bytes, kOrigin);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, (std::vector{Sample(1, ErasureScope::kPersonal, 9),
                                  Sample(2, ErasureScope::kMatter, 10)}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseTombstones(bytes.substr(0, size), kOrigin)) << size;
    EXPECT_FALSE(ParseTombstones(FlipBit(bytes, size, static_cast<int>(size % 8)), kOrigin))
        << size;
  }
  EXPECT_FALSE(ParseTombstones(bytes + '\0', kOrigin));
  EXPECT_EQ(ParseTombstones(bytes, "elsewhere.example").error().code, Code::kUntrusted);
}

TEST_F(TombstonesTest, MissingIsNeverAFirstUse) {
  fs::remove(path());
  EXPECT_EQ(OpenAt(5).error().code, Code::kNotFound);
  const auto reading = Tombstones::Open(
      {.state_dir = folder_.path(), .origin = kOrigin, .size = 5, .may_be_missing = true});
  ASSERT_TRUE(reading);
  EXPECT_EQ((*reading)->count(), 0U);
  EXPECT_FALSE((*reading)->Intend(Sample(1, ErasureScope::kMatter, 5)));
  ASSERT_TRUE(Tombstones::Create(folder_.path(), kOrigin));
  EXPECT_EQ(Tombstones::Create(folder_.path(), kOrigin).error().code, Code::kConflict);
}

TEST_F(TombstonesTest, AnIntentionIsNotInEffect) {
  const std::string prefix(HandlePrefix(HandleNumber(1)));
  {
    const auto open = OpenAt(9);
    ASSERT_TRUE((*open)->Intend(Sample(1, ErasureScope::kMatter, 9)));
    EXPECT_FALSE((*open)->WholeErasedBy(prefix));
    EXPECT_FALSE((*open)->Of(1));
  }
  const auto before = OpenAt(9);
  EXPECT_EQ((*before)->count(), 0U);
  ASSERT_EQ((*before)->Intended().size(), 1U);
  const auto after = OpenAt(10);
  EXPECT_EQ((*after)->WholeErasedBy(prefix), 9U);
  EXPECT_EQ((*after)->Of(2)->seq, 9U);
  EXPECT_FALSE((*after)->Of(3));
  EXPECT_EQ((*after)->last_entry(), 9U);
  ASSERT_TRUE((*before)->Withdraw(9));
  EXPECT_EQ((*OpenAt(10))->count(), 0U);
}

TEST_F(TombstonesTest, WhatIsDoneHoldsWhateverTheSize) {
  const auto open = OpenAt(9);
  ASSERT_TRUE((*open)->Intend(Sample(1, ErasureScope::kPersonal, 9)));
  (*open)->Carry(9);
  EXPECT_EQ((*open)->ErasedGeneration(HandlePrefix(HandleNumber(1))), 1U);
  EXPECT_FALSE((*open)->WholeErasedBy(HandlePrefix(HandleNumber(1))));
  ASSERT_TRUE((*open)->MarkDone(9));
  EXPECT_EQ((*OpenAt(0))->count(), 1U);
}

TEST_F(TombstonesTest, RangesBeyondOneEntryAreOfTheNext) {
  Tombstone long_one = Sample(1, ErasureScope::kMatter, 100);
  long_one.seqs.clear();
  for (std::uint64_t i = 0; i < kErasedRangesAnEntry + 1; ++i)
    long_one.seqs.push_back({2 * i, 2 * i});
  const auto open = OpenAt(2000);
  ASSERT_TRUE((*open)->Intend(long_one));
  (*open)->Carry(100);
  EXPECT_EQ((*open)->Of(0)->seq, 100U);
  EXPECT_EQ((*open)->Of(2 * kErasedRangesAnEntry)->seq, 101U);
  EXPECT_EQ((*open)->last_entry(), 101U);
}

class ErasedKeysTest : public TombstonesTest {
 protected:
  ErasedKeysTest() {
    EXPECT_TRUE(InitKeys(folder_.path(), kOrigin));
    Open();
    for (const char* const matter : {"A", "B", "C"}) keys_.push_back(*vault_->KeysFor(matter));
    EXPECT_TRUE(vault_->SyncKeys());
  }

  void Open(bool read_only = false) {
    vault_.reset();
    KeyTable::Options options = folder_.options();
    options.read_only = read_only;
    auto vault = Vault::Open(options, {.state_dir = folder_.path(), .origin = kOrigin, .size = 50});
    ASSERT_TRUE(vault) << vault.error().message;
    vault_ = *std::move(vault);
  }
  void Erase(const std::string& matter, ErasureScope scope, std::uint64_t by_seq) {
    Tombstone tombstone = Sample(0, scope, by_seq);
    tombstone.handle = vault_->HandleOf(matter);
    ASSERT_TRUE(vault_->tombstones().Intend(tombstone));
    const auto rewrap = vault_->BeginErasure(tombstone.handle, scope, 1);
    ASSERT_TRUE(rewrap);
    vault_->tombstones().Carry(by_seq);
    ASSERT_TRUE(vault_->FinishRewrap(**rewrap));
  }
  void ExpectErased() {
    EXPECT_EQ(vault_->KeysFor("A").error().reason, "erased");
    EXPECT_EQ(vault_->FindKeys("A").error().reason, "no_key");
    const auto personal = vault_->FindKeys("B");
    ASSERT_TRUE(personal);
    EXPECT_EQ(personal->ordinary.view(), keys_[1].ordinary.view());
    EXPECT_NE(personal->personal.view(), keys_[1].personal.view());
    EXPECT_EQ(vault_->FindKeys("C")->personal.view(), keys_[2].personal.view());
  }

  std::unique_ptr<Vault> vault_;
  std::vector<MatterKeys> keys_;
};

TEST_F(ErasedKeysTest, TheyGoAndAllOthersStay) {
  Erase("A", ErasureScope::kMatter, 20);
  Erase("B", ErasureScope::kPersonal, 21);
  for (int reopened = 0; reopened < 3; ++reopened) {
    ExpectErased();
    EXPECT_EQ(vault_->FindKeys("B")->generation, 2U);
    EXPECT_EQ(vault_->keys().matter_count(), 2U);
    EXPECT_EQ(vault_->erased_again(), 0U);
    ASSERT_TRUE(vault_->KeysFor("D" + std::to_string(reopened)));  // not synced: forgotten
    Open();
  }
  EXPECT_FALSE(fs::exists(folder_.path() + "/kek.1"));
  EXPECT_FALSE(fs::exists(folder_.path() + "/kek.2"));
}

TEST_F(ErasedKeysTest, NewKeysOfOthersAreFoundAfterwards) {
  Erase("A", ErasureScope::kMatter, 20);
  const auto fresh = vault_->KeysFor("D");
  ASSERT_TRUE(fresh);
  ASSERT_TRUE(vault_->SyncKeys());
  Open();
  EXPECT_EQ(vault_->FindKeys("D")->personal.view(), fresh->personal.view());
  EXPECT_EQ(vault_->FindKeys("C")->ordinary.view(), keys_[2].ordinary.view());
}

TEST_F(ErasedKeysTest, AnOlderCopyWithItsKeyRevivesNothing) {
  const std::string table = KeyFolder::Read(folder_.table_path());
  const std::string kek = KeyFolder::Read(folder_.kek_path());
  Erase("A", ErasureScope::kMatter, 20);
  Erase("B", ErasureScope::kPersonal, 21);
  vault_.reset();
  const auto put_back = [&] {
    for (const char* const name : {"/kek.1", "/kek.2", "/kek.3", "/kek.4"}) {
      fs::remove(folder_.path() + name);
    }
    KeyFolder::Write(folder_.table_path(), table);
    KeyFolder::Write(folder_.kek_path(), kek);
    fs::permissions(folder_.kek_path(), fs::perms::owner_read | fs::perms::owner_write);
  };
  put_back();
  Open(/*read_only=*/true);  // opens nothing of it, and changes nothing
  ExpectErased();
  EXPECT_EQ(KeyFolder::Read(folder_.table_path()), table);
  Open();
  EXPECT_EQ(vault_->erased_again(), 2U);
  ExpectErased();
  EXPECT_EQ(vault_->FindKeys("B")->generation, 2U);
  EXPECT_FALSE(fs::exists(folder_.kek_path()));
  Open();
  EXPECT_EQ(vault_->erased_again(), 0U);
}

}  // namespace
}  // namespace reqledger::vault
