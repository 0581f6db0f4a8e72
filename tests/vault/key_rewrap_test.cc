// A new key-encryption key: what it keeps, what it ends, and what a crash in between leaves.
#include "ledger/vault/key_rewrap.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/file.h"
#include "ledger/vault/vault.h"
#include "tests/vault/folder.h"

namespace reqledger::vault {
namespace {

namespace fs = std::filesystem;
using base::Code;

class KeyRewrapTest : public ::testing::Test {
 protected:
  KeyRewrapTest() {
    EXPECT_TRUE(InitKeys(folder_.path(), kOrigin));
    table_ = Open();
    for (int i = 0; i < 20; ++i) keys_.push_back(*table_->KeysFor(HandleNumber(i)));
    EXPECT_TRUE(table_->Sync());
  }

  std::unique_ptr<KeyTable> Open() {
    auto table = KeyTable::Open(folder_.options());
    EXPECT_TRUE(table) << table.error().message;
    return table ? std::move(*table) : nullptr;
  }
  void Reopen() {
    table_.reset();
    table_ = Open();
  }
  base::Result<std::uint32_t> Rewrap() {
    ASSIGN_OR_RETURN(const auto rewrap, table_->BeginRewrap());
    return table_->FinishRewrap(*rewrap);
  }
  void ExpectAllKeys() {
    for (const MatterKeys& keys : keys_) {
      const auto found = table_->Find(HandlePrefix(keys.handle));
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_EQ(found->personal.view(), keys.personal.view());
      EXPECT_EQ(found->ordinary.view(), keys.ordinary.view());
    }
    EXPECT_EQ(table_->matter_count(), keys_.size());
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  bool Has(const std::string& name) const { return fs::exists(path(name)); }

  KeyFolder folder_;
  std::unique_ptr<KeyTable> table_;
  std::vector<MatterKeys> keys_;
};

TEST_F(KeyRewrapTest, KeepsAllKeysAndEndsTheOldOne) {
  const std::string index(table_->index_key().view());
  const std::string before = *base::ReadFile(path("key_table"), 1 << 20);
  const auto epoch = Rewrap();
  ASSERT_TRUE(epoch) << epoch.error().message;
  EXPECT_EQ(*epoch, 2U);
  EXPECT_EQ(table_->epoch(), 2U);
  EXPECT_FALSE(Has("kek.1"));
  EXPECT_TRUE(Has("kek.2"));
  EXPECT_FALSE(Has("key_table.new"));
  const std::string after = *base::ReadFile(path("key_table"), 1 << 20);
  EXPECT_EQ(after.size(), before.size());
  for (int reopened = 0; reopened < 2; ++reopened) {
    ExpectAllKeys();
    EXPECT_EQ(table_->index_key().view(), index);
    Reopen();
  }
  EXPECT_EQ(table_->old_keys_destroyed(), 0U);
  EXPECT_EQ(*Rewrap(), 3U);
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, TakesAlongWhatComesMeanwhile) {
  {
    const auto rewrap = table_->BeginRewrap();
    ASSERT_TRUE(rewrap);
    keys_.push_back(*table_->KeysFor(HandleNumber(100)));
    ASSERT_TRUE(table_->Sync());
    keys_.push_back(*table_->KeysFor(HandleNumber(101)));  // not synced: its event was refused
    ASSERT_TRUE(table_->FinishRewrap(**rewrap));
  }
  keys_.push_back(*table_->KeysFor(HandleNumber(102)));
  ASSERT_TRUE(table_->Sync());
  ExpectAllKeys();
  Reopen();
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, NeitherHalfOpensTheOtherTimes) {
  const auto copy = fs::copy_options::overwrite_existing;
  fs::copy(path("key_table"), path("old_table"));
  fs::copy(path("kek.1"), path("old_kek"));
  ASSERT_TRUE(Rewrap());
  table_.reset();
  fs::copy(path("key_table"), path("new_table"));
  fs::copy(path("kek.2"), path("new_kek"));
  // The old table, by whoever has only the new key: it asks for one that is gone.
  fs::copy(path("old_table"), path("key_table"), copy);
  EXPECT_EQ(KeyTable::Open(folder_.options()).error().code, Code::kNotFound);
  fs::copy(path("new_kek"), path("kek.1"), copy);
  EXPECT_EQ(KeyTable::Open(folder_.options()).error().code, Code::kUntrusted);
  // The new table, by whoever kept only the old key.
  fs::copy(path("new_table"), path("key_table"), copy);
  fs::copy(path("old_kek"), path("kek.2"), copy);
  EXPECT_EQ(KeyTable::Open(folder_.options()).error().code, Code::kUntrusted);
}

TEST_F(KeyRewrapTest, ACrashBeforeTheNewTableIsInPlaceLeavesTheOldOne) {
  ASSERT_TRUE(CreateKeyEncryptionKey(folder_.path(), 2));
  ASSERT_TRUE(base::CreateFileDurably(path("key_table.new"), "half of it", 0600));
  Reopen();
  EXPECT_EQ(table_->epoch(), 1U);
  EXPECT_EQ(table_->old_keys_destroyed(), 0U);
  ExpectAllKeys();
  const std::string left = *base::ReadFile(path("kek.2"), 100);
  EXPECT_EQ(*Rewrap(), 2U);
  EXPECT_EQ(*base::ReadFile(path("kek.2"), 100), left);
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, ACrashBeforeTheOldKeyIsGoneIsMadeGoodAtTheNextStart) {
  fs::copy(path("kek.1"), path("kept"));
  ASSERT_TRUE(Rewrap());
  table_.reset();
  fs::rename(path("kept"), path("kek.1"));
  table_ = Open();
  EXPECT_EQ(table_->old_keys_destroyed(), 1U);
  EXPECT_FALSE(Has("kek.1"));
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, ALostKeyIsReplacedWhileItIsStillInMemory) {
  fs::remove(path("kek.1"));
  EXPECT_EQ(*Rewrap(), 2U);
  Reopen();
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, AReaderDestroysNothing) {
  fs::copy(path("kek.1"), path("kept"));
  ASSERT_TRUE(Rewrap());
  fs::rename(path("kept"), path("kek.1"));
  KeyTable::Options options = folder_.options();
  options.read_only = true;
  const auto reader = KeyTable::Open(options);
  ASSERT_TRUE(reader);
  EXPECT_TRUE(Has("kek.1"));
  EXPECT_EQ((*reader)->BeginRewrap().error().code, Code::kUnavailable);
}

TEST_F(KeyRewrapTest, OneAtATimeAndNoTraceOfOneGivenUp) {
  {
    const auto first = table_->BeginRewrap();
    ASSERT_TRUE(first);
    EXPECT_EQ(table_->BeginRewrap().error().code, Code::kConflict);
  }
  EXPECT_FALSE(Has("key_table.new"));
  EXPECT_EQ(table_->epoch(), 1U);
  EXPECT_EQ(*Rewrap(), 2U);
}

TEST_F(KeyRewrapTest, WhatCannotBeWrittenLeavesTheOldTableInUse) {
  fs::create_directory(path("key_table.new"));
  EXPECT_EQ(Rewrap().error().code, Code::kIo);
  EXPECT_EQ(table_->epoch(), 1U);
  EXPECT_TRUE(Has("kek.1"));
  keys_.push_back(*table_->KeysFor(HandleNumber(50)));
  ASSERT_TRUE(table_->Sync());
  fs::remove(path("key_table.new"));
  EXPECT_EQ(*Rewrap(), 2U);
  ExpectAllKeys();
}

TEST_F(KeyRewrapTest, ASecondWriterIsKeptOutOfTheNewTableToo) {
  ASSERT_TRUE(Rewrap());
  EXPECT_EQ(KeyTable::Open(folder_.options()).error().code, Code::kUnavailable);
}

TEST_F(KeyRewrapTest, ReadersAndTheWriterGoOn) {
  std::atomic<bool> stop = false;
  std::atomic<int> found = 0;
  std::vector<std::thread> readers;
  readers.reserve(2);
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&] {
      while (!stop) {
        for (const int number : {0, 7, 19}) {
          const auto keys = table_->Find(HandlePrefix(HandleNumber(number)));
          if (keys &&
              keys->ordinary.view() == keys_[static_cast<std::size_t>(number)].ordinary.view()) {
            ++found;
          } else {
            ADD_FAILURE() << "matter " << number << " was lost";
          }
        }
      }
    });
  }
  std::vector<MatterKeys> added;
  for (std::uint32_t round = 0; round < 10; ++round) {
    std::unique_ptr<KeyRewrap> rewrap;
    std::thread helper([&] { rewrap = *table_->BeginRewrap(); });
    for (int i = 0; i < 5; ++i) {
      added.push_back(*table_->KeysFor(HandleNumber(1000 + static_cast<int>(round) * 5 + i)));
      ASSERT_TRUE(table_->Sync());
    }
    helper.join();
    EXPECT_EQ(*table_->FinishRewrap(*rewrap), round + 2);
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_GT(found, 0);
  keys_.insert(keys_.end(), added.begin(), added.end());
  Reopen();
  ExpectAllKeys();
}

}  // namespace
}  // namespace reqledger::vault
