#include "ledger/vault/unlock_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "ledger/base/file.h"
#include "ledger/vault/key_encryption_key.h"
#include "ledger/vault/key_table.h"
#include "ledger/vault/vault.h"
#include "tests/vault/folder.h"

namespace reqledger::vault {
namespace {

using base::Code;

class UnlockKeyTest : public ::testing::Test {
 protected:
  UnlockKeyFile Make(const std::string& name, char digit, mode_t mode = 0600) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << std::string(64, digit) << '\n';
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return {.path = path};
  }
  KeyTable::Options Under(const UnlockKeyFile& unlock) const {
    KeyTable::Options options = keys_.options();
    options.unlock = unlock;
    return options;
  }
  std::string Stored(std::uint32_t epoch) const {
    return *base::ReadFile(keys_.path() + "/kek." + std::to_string(epoch), 4096);
  }
  static base::Result<std::uint32_t> Rewrap(KeyTable& table) {
    ASSIGN_OR_RETURN(const auto rewrap, table.BeginRewrap());
    return table.FinishRewrap(*rewrap);
  }

  testing::TempDir folder_;
  KeyFolder keys_;
};

TEST_F(UnlockKeyTest, WithoutItTheKeyFolderOpensNothing) {
  const UnlockKeyFile unlock = Make("unlock", 'a');
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin, {}, unlock));
  EXPECT_TRUE(Stored(1).starts_with("wrapped "));
  EXPECT_EQ(Stored(1).size(), 8U + 80 + 1);
  const auto missing = KeyTable::Open(keys_.options());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "unlock_key_missing");
  const auto wrong = KeyTable::Open(Under(Make("other", 'b')));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().reason, "unlock_key_wrong");
  const auto table = KeyTable::Open(Under(unlock));
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_FALSE((*table)->lies_unwrapped());
}

TEST_F(UnlockKeyTest, EachNewKeyLiesUnderItToo) {
  const UnlockKeyFile unlock = Make("unlock", 'a');
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin, {}, unlock));
  {
    const auto table = KeyTable::Open(Under(unlock));
    ASSERT_TRUE(table);
    EXPECT_EQ(*Rewrap(**table), 2U);
  }
  EXPECT_TRUE(Stored(2).starts_with("wrapped "));
  EXPECT_FALSE(base::ReadFile(keys_.path() + "/kek.1", 4096));
  EXPECT_TRUE(KeyTable::Open(Under(unlock)));
}

TEST_F(UnlockKeyTest, AKeyInTheClearIsPutUnderItByTheNextRewrap) {
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin));
  const UnlockKeyFile unlock = Make("unlock", 'a');
  const auto table = KeyTable::Open(Under(unlock));
  ASSERT_TRUE(table);
  EXPECT_TRUE((*table)->lies_unwrapped());
  ASSERT_TRUE(Rewrap(**table));
  EXPECT_FALSE((*table)->lies_unwrapped());
  EXPECT_TRUE(Stored(2).starts_with("wrapped "));
}

// What an interrupted rewrap left may be the only key of a newer table: it stays the same key.
TEST_F(UnlockKeyTest, AKeyLeftInTheClearIsPutUnderItAndStaysTheSame) {
  const UnlockKeyFile unlock = Make("unlock", 'a');
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin, {}, unlock));
  const auto left = CreateKeyEncryptionKey(keys_.path(), 2);
  ASSERT_TRUE(left);
  EXPECT_FALSE(Stored(2).starts_with("wrapped "));
  const auto table = KeyTable::Open(Under(unlock));
  ASSERT_TRUE(table);
  EXPECT_EQ(*Rewrap(**table), 2U);
  EXPECT_FALSE((*table)->lies_unwrapped());
  EXPECT_TRUE(Stored(2).starts_with("wrapped "));
  const auto now = LoadKeyEncryptionKey(keys_.path(), 2, *LoadUnlockKey(unlock));
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(now->key.view(), left->key.view());
}

TEST_F(UnlockKeyTest, AKeyLeftUnderAnotherIsRefusedAndNothingChanges) {
  const UnlockKeyFile unlock = Make("unlock", 'a');
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin, {}, unlock));
  ASSERT_TRUE(CreateKeyEncryptionKey(keys_.path(), 2, *LoadUnlockKey(Make("other", 'b'))));
  const std::string first = Stored(1);
  const std::string left = Stored(2);
  {
    const auto table = KeyTable::Open(Under(unlock));
    ASSERT_TRUE(table);
    const auto refused = Rewrap(**table);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "unlock_key_wrong");
    EXPECT_NE(refused.error().message.find("/kek.2"), std::string::npos);
    EXPECT_EQ(Stored(1), first);
    EXPECT_EQ(Stored(2), left);
    ASSERT_EQ(::unlink((keys_.path() + "/kek.2").c_str()), 0);
    EXPECT_EQ(*Rewrap(**table), 2U);
  }
  EXPECT_TRUE(KeyTable::Open(Under(unlock)));
}

TEST_F(UnlockKeyTest, AFileThatIsNoKeyIsRefused) {
  const UnlockKeyFile unlock = Make("unlock", 'a');
  ASSERT_TRUE(InitKeys(keys_.path(), kOrigin, {}, unlock));
  for (const UnlockKeyFile& bad : {UnlockKeyFile{.path = folder_.path() + "/none"},
                                   UnlockKeyFile{.path = folder_.path()}, Make("short", 'g')}) {
    EXPECT_EQ(KeyTable::Open(Under(bad)).error().reason, "unlock_key_file") << bad.path;
  }
  for (const char* const text : {"wrapped ", "wrapped 00\n", "wrapped zz\n"}) {
    std::ofstream(keys_.path() + "/kek.1", std::ios::trunc) << text;
    EXPECT_EQ(KeyTable::Open(Under(unlock)).error().code, Code::kCorrupt) << text;
  }
}

TEST_F(UnlockKeyTest, WhoElseMayReadIt) {
  EXPECT_EQ(LoadUnlockKey(Make("open", 'a', 0640)).error().reason, "unlock_key_file");
  UnlockKeyFile credential = Make("reqledger.unlock_key", 'a', 0440);
  EXPECT_FALSE(LoadUnlockKey(credential));
  credential = FindUnlockKey("", folder_.path().c_str());
  EXPECT_TRUE(credential.is_credential);
  EXPECT_TRUE(LoadUnlockKey(credential));
  ASSERT_EQ(::chmod(credential.path.c_str(), 0444), 0);
  EXPECT_EQ(LoadUnlockKey(credential).error().reason, "unlock_key_file");
}

TEST_F(UnlockKeyTest, WhatIsGivenComesFirst) {
  Make("reqledger.unlock_key", 'a');
  EXPECT_EQ(FindUnlockKey("/else/where", folder_.path().c_str()).path, "/else/where");
  EXPECT_FALSE(FindUnlockKey("/else/where", folder_.path().c_str()).is_credential);
  EXPECT_TRUE(FindUnlockKey(folder_.path() + "//reqledger.unlock_key", folder_.path().c_str())
                  .is_credential);
  EXPECT_EQ(FindUnlockKey("", nullptr).path, "");
  EXPECT_EQ(FindUnlockKey("", "/no/such/folder").path, "");
  // One that cannot be looked at is no reason to do without.
  const testing::TempDir loop;
  ASSERT_EQ(::symlink("reqledger.unlock_key", loop.path("reqledger.unlock_key").c_str()), 0);
  EXPECT_EQ(FindUnlockKey("", loop.path().c_str()).path, loop.path("reqledger.unlock_key"));
  EXPECT_EQ(LoadUnlockKey({})->size(), 0U);
}

}  // namespace
}  // namespace reqledger::vault
