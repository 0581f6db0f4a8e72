#include "ledger/vault/key_table.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/vault/key_encryption_key.h"
#include "ledger/vault/key_record.h"
#include "tests/vault/folder.h"

namespace reqledger::vault {
namespace {

using base::Code;

class KeyTableTest : public ::testing::Test {
 protected:
  KeyTableTest() { EXPECT_TRUE(InitKeys(folder_.path(), kOrigin)); }

  std::unique_ptr<KeyTable> Open(bool read_only = false) {
    KeyTable::Options options = folder_.options();
    options.read_only = read_only;
    auto table = KeyTable::Open(options);
    EXPECT_TRUE(table) << table.error().message;
    return table ? std::move(*table) : nullptr;
  }
  Code OpenError() {
    const auto table = KeyTable::Open(folder_.options());
    EXPECT_FALSE(table);
    return table ? Code::kIo : table.error().code;
  }
  // Keys of matters 0 … count − 1, durable.
  std::vector<MatterKeys> AddMatters(int count) {
    const auto table = Open();
    std::vector<MatterKeys> all;
    all.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) all.push_back(*table->KeysFor(HandleNumber(i)));
    EXPECT_TRUE(table->Sync());
    return all;
  }

  KeyFolder folder_;
};

void ExpectSame(const MatterKeys& a, const MatterKeys& b) {
  EXPECT_EQ(a.handle, b.handle);
  EXPECT_EQ(a.generation, b.generation);
  EXPECT_EQ(a.personal.view(), b.personal.view());
  EXPECT_EQ(a.ordinary.view(), b.ordinary.view());
}

TEST_F(KeyTableTest, GivesEachMatterKeysOfItsOwnOnce) {
  const auto table = Open();
  const auto first = table->KeysFor(HandleNumber(1));
  const auto second = table->KeysFor(HandleNumber(2));
  ASSERT_TRUE(first && second);
  ExpectSame(*first, *table->KeysFor(HandleNumber(1)));
  EXPECT_EQ(first->personal.size(), 32U);
  EXPECT_EQ(first->ordinary.size(), 32U);
  EXPECT_NE(first->personal.view(), first->ordinary.view());
  EXPECT_NE(first->personal.view(), second->personal.view());
  EXPECT_EQ(table->matter_count(), 2U);
}

TEST_F(KeyTableTest, FindsByPrefixBeforeAndAfterSyncAndReopening) {
  std::vector<MatterKeys> all;
  {
    const auto table = Open();
    for (int i = 0; i < 3000; ++i) all.push_back(*table->KeysFor(HandleNumber(i)));
    ExpectSame(*table->Find(HandlePrefix(HandleNumber(7))), all[7]);
    ASSERT_TRUE(table->Sync());
    ASSERT_TRUE(table->Sync()) << "with nothing new";
    all.push_back(*table->KeysFor(HandleNumber(3000)));
    ASSERT_TRUE(table->Sync());
    ExpectSame(*table->Find(HandlePrefix(HandleNumber(3000))), all[3000]);
  }
  const auto table = Open();
  EXPECT_EQ(table->matter_count(), 3001U);
  for (const MatterKeys& keys : all) ExpectSame(*table->Find(HandlePrefix(keys.handle)), keys);
  const auto stranger = table->Find(HandlePrefix(HandleNumber(-1)));
  EXPECT_EQ(stranger.error().code, Code::kNotFound);
  EXPECT_EQ(stranger.error().reason, "no_key");
}

// Twice as many as are kept open, so that the early ones come from the file again.
TEST_F(KeyTableTest, FindsWhatTheCacheDropped) {
  const auto table = Open();
  const MatterKeys first = *table->KeysFor(HandleNumber(0));
  for (int i = 1; i < 2 * 16384; ++i) ASSERT_TRUE(table->KeysFor(HandleNumber(i)));
  ExpectSame(*table->Find(HandlePrefix(HandleNumber(0))), first);
  ASSERT_TRUE(table->Sync());
  ExpectSame(*table->KeysFor(HandleNumber(0)), first);
}

TEST_F(KeyTableTest, ForgetsWhatWasNotSynced) {
  ASSERT_TRUE(Open()->KeysFor(HandleNumber(1)));
  EXPECT_EQ(Open()->matter_count(), 0U);
}

TEST_F(KeyTableTest, DropsARecordCutAtAnyLength) {
  const std::vector<MatterKeys> all = AddMatters(3);
  const std::string whole = KeyFolder::Read(folder_.table_path());
  for (std::size_t cut = 1; cut < kKeyRecordBytes; ++cut) {
    KeyFolder::Write(folder_.table_path(), whole.substr(0, whole.size() - cut));
    {
      const auto reader = Open(true);
      EXPECT_EQ(reader->dropped_tail_bytes(), kKeyRecordBytes - cut);
      EXPECT_EQ(KeyFolder::Read(folder_.table_path()).size(), whole.size() - cut);
    }
    {
      const auto table = Open();
      EXPECT_EQ(table->dropped_tail_bytes(), kKeyRecordBytes - cut);
      EXPECT_EQ(table->matter_count(), 2U);
      ExpectSame(*table->Find(HandlePrefix(HandleNumber(1))), all[1]);
      ASSERT_TRUE(table->KeysFor(HandleNumber(2)));
      ASSERT_TRUE(table->Sync());
    }
    const auto table = Open();
    EXPECT_EQ(table->dropped_tail_bytes(), 0U);
    EXPECT_EQ(table->matter_count(), 3U);
  }
}

TEST_F(KeyTableTest, RefusesEveryChangedByte) {
  AddMatters(3);
  const std::string whole = KeyFolder::Read(folder_.table_path());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    KeyFolder::Write(folder_.table_path(), FlipBit(whole, at, static_cast<int>(at % 8)));
    const Code code = OpenError();
    const bool in_origin = at >= kKeyTableHeaderBytes - 32 && at < kKeyTableHeaderBytes;
    EXPECT_EQ(code, in_origin ? Code::kUntrusted : Code::kCorrupt) << at;
  }
  KeyFolder::Write(folder_.table_path(), whole);
  Open();
}

TEST_F(KeyTableTest, RefusesRecordsTakenOutSwappedOrDoubled) {
  AddMatters(3);
  const std::string whole = KeyFolder::Read(folder_.table_path());
  const std::size_t matters = kKeyTableHeaderBytes + 3 * kKeyRecordBytes;
  const std::string one = whole.substr(matters, kKeyRecordBytes);
  const std::string two = whole.substr(matters + kKeyRecordBytes, kKeyRecordBytes);
  const std::string before = whole.substr(0, matters);
  for (const std::string& bytes : {before + two, before + two + one, before + one + one}) {
    KeyFolder::Write(folder_.table_path(), bytes);
    EXPECT_EQ(OpenError(), Code::kCorrupt);
  }
}

TEST_F(KeyTableTest, RefusesATableWithoutItsFirstKeys) {
  const std::string whole = KeyFolder::Read(folder_.table_path());
  for (std::size_t size = 0; size < whole.size(); size += 13) {
    KeyFolder::Write(folder_.table_path(), whole.substr(0, size));
    EXPECT_EQ(OpenError(), Code::kCorrupt) << size;
  }
}

// A table that is whole by its checksums, but not one that this program writes.
TEST_F(KeyTableTest, RefusesRecordsInAnotherOrder) {
  const std::string header = KeyTableHeader(kOrigin);
  const auto write = [&](const std::vector<std::pair<KeyKind, std::uint32_t>>& records) {
    const crypto::SecretBytes wrapping = LoadKeyEncryptionKey(folder_.path(), 1)->key;
    const std::string wrapped =
        crypto::WrapKey(wrapping, crypto::SecretBytes(std::string(32, 'k')));
    KeyChecksum checksum(header);
    std::string bytes = header;
    for (const auto& [kind, epoch] : records) {
      bytes += checksum.Append({kind, epoch, 0, {}, wrapped, wrapped});
    }
    KeyFolder::Write(folder_.table_path(), bytes);
  };
  write({{KeyKind::kIndex, 1}, {KeyKind::kHead, 1}, {KeyKind::kLedger, 1}});
  Open();
  write({{KeyKind::kHead, 1}, {KeyKind::kIndex, 1}, {KeyKind::kLedger, 1}});
  EXPECT_EQ(OpenError(), Code::kCorrupt);
  write({{KeyKind::kIndex, 1}, {KeyKind::kHead, 2}, {KeyKind::kLedger, 1}});
  EXPECT_EQ(OpenError(), Code::kCorrupt);
  write({{KeyKind::kIndex, 1}, {KeyKind::kHead, 1}, {KeyKind::kLedger, 1}, {KeyKind::kHead, 1}});
  EXPECT_EQ(OpenError(), Code::kCorrupt);
  write({{KeyKind::kIndex, 9}, {KeyKind::kHead, 9}, {KeyKind::kLedger, 9}});
  EXPECT_EQ(OpenError(), Code::kNotFound) << "kek.9 is not there";
}

TEST_F(KeyTableTest, RefusesAnotherKeyEncryptionKeyAndOrigin) {
  KeyTable::Options other = folder_.options();
  other.origin = "ledger.example/2";
  EXPECT_EQ(KeyTable::Open(other).error().code, Code::kUntrusted);
  KeyFolder::Write(folder_.kek_path(), std::string(64, 'a') + "\n");
  EXPECT_EQ(OpenError(), Code::kUntrusted);
}

TEST_F(KeyTableTest, RefusesFilesThatOthersMayRead) {
  for (const std::string& path : {folder_.table_path(), folder_.kek_path()}) {
    for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
      ASSERT_EQ(chmod(path.c_str(), mode), 0);
      EXPECT_EQ(OpenError(), Code::kPermissionDenied) << path << std::oct << mode;
    }
    ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  }
  Open();
}

TEST_F(KeyTableTest, MakesItsFilesForTheOwnerAlone) {
  for (const std::string& path : {folder_.table_path(), folder_.kek_path()}) {
    struct stat status = {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
}

TEST_F(KeyTableTest, IsMadeOnce) {
  EXPECT_EQ(InitKeys(folder_.path(), kOrigin).error().code, Code::kConflict);
  EXPECT_EQ(KeyTable::Create(folder_.options()).error().code, Code::kConflict);
}

TEST_F(KeyTableTest, HasOneWriterAndReadersBesideIt) {
  const auto writer = Open();
  EXPECT_EQ(OpenError(), Code::kUnavailable);
  const auto reader = Open(true);
  EXPECT_EQ(reader->KeysFor(HandleNumber(1)).error().code, Code::kUnavailable);
}

TEST_F(KeyTableTest, HoldsNoKeyInTheClear) {
  const std::vector<MatterKeys> all = AddMatters(2);
  const std::string bytes = KeyFolder::Read(folder_.table_path());
  for (const MatterKeys& keys : all) {
    EXPECT_EQ(bytes.find(keys.personal.view()), std::string::npos);
    EXPECT_EQ(bytes.find(keys.ordinary.view()), std::string::npos);
    EXPECT_NE(bytes.find(keys.handle.view()), std::string::npos) << "the search can find";
  }
}

TEST_F(KeyTableTest, IsReadWhileItGrows) {
  const auto table = Open();
  const MatterKeys first = *table->KeysFor(HandleNumber(0));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 1; i < 300; ++i) {
      EXPECT_TRUE(table->KeysFor(HandleNumber(i)));
      EXPECT_TRUE(table->Sync());
    }
    done = true;
  });
  do {
    const auto keys = table->Find(HandlePrefix(HandleNumber(0)));
    ASSERT_TRUE(keys);
    ExpectSame(*keys, first);
    EXPECT_FALSE(table->Find(HandlePrefix(HandleNumber(-1))));
  } while (!done);
  writer.join();
}

TEST(KeyEncryptionKeyTest, IsHexAndALineFeed) {
  const KeyFolder folder;
  const auto made = CreateKeyEncryptionKey(folder.path(), 1);
  ASSERT_TRUE(made);
  const std::string text = KeyFolder::Read(folder.kek_path());
  EXPECT_EQ(text.size(), 65U);
  EXPECT_EQ(LoadKeyEncryptionKey(folder.path(), 1)->key.view(), made->key.view());
  EXPECT_EQ(LoadKeyEncryptionKey(folder.path(), 2).error().code, Code::kNotFound);
  for (const std::string& bad :
       {text.substr(0, 64), text.substr(1), "AB" + text.substr(2), text.substr(2), std::string(),
        text + "\n", text.substr(0, 64) + " \n"}) {
    KeyFolder::Write(folder.kek_path(), bad);
    const auto loaded = LoadKeyEncryptionKey(folder.path(), 1);
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().code == Code::kCorrupt || loaded.error().code == Code::kTooLarge);
    EXPECT_EQ(loaded.error().message.find(text.substr(4, 16)), std::string::npos);
  }
}

}  // namespace
}  // namespace reqledger::vault
