#include "ledger/vault/vault.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/vault/folder.h"
#include "tests/vault/sealing.h"

namespace reqledger::vault {
namespace {

using base::Code;

class VaultTest : public ::testing::Test {
 protected:
  VaultTest() {
    EXPECT_TRUE(InitKeys(folder_.path(), kOrigin));
    Reopen();
  }
  void Reopen() {
    vault_.reset();
    auto vault = Vault::Open(folder_.options());
    EXPECT_TRUE(vault) << vault.error().message;
    vault_ = *std::move(vault);
  }

  KeyFolder folder_;
  std::unique_ptr<Vault> vault_;
};

TEST_F(VaultTest, OpensRowsAgainAfterReopening) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  const EntryPlace place = PlaceOf(sealed, 5);
  const MatterKeys keys = *vault_->KeysFor("case-1");
  const std::string personal = vault_->SealRow(sealed, keys, place, KeyClass::kPersonal);
  const std::string ordinary = vault_->SealRow(sealed, keys, place, KeyClass::kOrdinary);
  ASSERT_TRUE(vault_->SyncKeys());
  Reopen();
  std::vector<OpenedRow> rows;
  rows.push_back(*vault_->OpenRow(personal, place, KeyClass::kPersonal));
  rows.push_back(*vault_->OpenRow(ordinary, place, KeyClass::kOrdinary));
  EXPECT_TRUE(RebuildDisclosures(rows, sealed.AllDigests()));
}

TEST_F(VaultTest, KeepsMatterLedgerUnderItsOwnKey) {
  const SealedEvent sealed = Seal(DemoEvent("ledger"));
  const EntryPlace place = PlaceOf(sealed, 0);
  const MatterKeys keys = *vault_->KeysFor("ledger");
  EXPECT_EQ(keys.ordinary.view(), vault_->keys().ledger_key().view());
  EXPECT_EQ(vault_->keys().matter_count(), 0U);
  const std::string row = vault_->SealRow(sealed, keys, place, KeyClass::kLedger);
  Reopen();
  std::vector<OpenedRow> rows;
  rows.push_back(*vault_->OpenRow(row, place, KeyClass::kLedger));
  EXPECT_TRUE(RebuildDisclosures(rows, sealed.AllDigests()));
  EXPECT_FALSE(vault_->OpenRow(row, place, KeyClass::kOrdinary));
}

TEST_F(VaultTest, SaysWhichEntryDoesNotOpenAndNothingMore) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  const EntryPlace place = PlaceOf(sealed, 5);
  const std::string row =
      vault_->SealRow(sealed, *vault_->KeysFor("case-1"), place, KeyClass::kPersonal);
  const auto moved = vault_->OpenRow(row, {6, place.leaf_hash}, KeyClass::kPersonal);
  EXPECT_EQ(moved.error().code, Code::kUntrusted);
  EXPECT_NE(moved.error().message.find("entry 6"), std::string::npos);
  Reopen();  // without SyncKeys: the keys are gone
  const auto gone = vault_->OpenRow(row, place, KeyClass::kPersonal);
  EXPECT_EQ(gone.error().code, Code::kNotFound);
  EXPECT_EQ(gone.error().reason, "no_key");
}

TEST_F(VaultTest, MakesNoKeysToFindThem) {
  EXPECT_EQ(vault_->FindKeys("case-1").error().code, Code::kNotFound);
  const MatterKeys keys = *vault_->KeysFor("case-1");
  EXPECT_EQ(vault_->FindKeys("case-1")->ordinary.view(), keys.ordinary.view());
  EXPECT_EQ(vault_->keys().matter_count(), 1U);
  EXPECT_TRUE(vault_->FindKeys("ledger"));
}

TEST_F(VaultTest, OpensDerivedRowsOnlyAtTheirPlace) {
  const MatterKeys keys = *vault_->KeysFor("case-1");
  const std::string row = vault_->EncryptDerived(keys, {1, "key"}, "state");
  EXPECT_EQ(*vault_->DecryptDerived({1, "key"}, row), "state");
  EXPECT_EQ(vault_->DecryptDerived({2, "key"}, row).error().code, Code::kUntrusted);
  EXPECT_EQ(vault_->DecryptDerived({1, "kez"}, row).error().code, Code::kUntrusted);
  EXPECT_EQ(row.find("state"), std::string::npos);
  for (std::size_t at = 0; at < row.size(); ++at) {
    EXPECT_FALSE(vault_->DecryptDerived({1, "key"}, FlipBit(row, at))) << at;
    EXPECT_FALSE(vault_->DecryptDerived({1, "key"}, row.substr(0, at))) << at;
  }
}

TEST_F(VaultTest, KeepsDerivedRowsOfLedger) {
  const std::string row = vault_->EncryptDerived(*vault_->KeysFor("ledger"), {1, "key"}, "state");
  Reopen();
  EXPECT_EQ(*vault_->DecryptDerived({1, "key"}, row), "state");
}

TEST_F(VaultTest, NamesMattersAndIdentifiersByKey) {
  EXPECT_EQ(vault_->HandleOf("case-1"), vault_->HandleOf("case-1"));
  EXPECT_NE(vault_->HandleOf("case-1"), vault_->HandleOf("case-2"));
  EXPECT_NE(vault_->IdentifierHandleOf("demand", "x"), vault_->IdentifierHandleOf("target", "x"));
  EXPECT_NE(vault_->IdentifierHandleOf("demand", "x"), vault_->IdentifierHandleOf("demand", "y"));
  const Hash before = vault_->HandleOf("case-1");
  Reopen();
  EXPECT_EQ(vault_->HandleOf("case-1"), before);
  const KeyFolder other;
  ASSERT_TRUE(InitKeys(other.path(), kOrigin));
  EXPECT_NE((*Vault::Open(other.options()))->HandleOf("case-1"), before);
}

TEST_F(VaultTest, NamesIdempotencyKeysByMatterRecorderAndKey) {
  const MatterKeys one = *vault_->KeysFor("case-1");
  const MatterKeys two = *vault_->KeysFor("case-2");
  const Hash name = Vault::IdempotencyKeyName(one, "uid:1", "key");
  EXPECT_EQ(Vault::IdempotencyKeyName(one, "uid:1", "key"), name);
  EXPECT_NE(Vault::IdempotencyKeyName(two, "uid:1", "key"), name);
  EXPECT_NE(Vault::IdempotencyKeyName(one, "uid:2", "key"), name);
  EXPECT_NE(Vault::IdempotencyKeyName(one, "uid:1", "kez"), name);
  EXPECT_NE(Vault::IdempotencyValue(one, "{}"), Vault::IdempotencyValue(one, "{\"a\":1}"));
  EXPECT_NE(Vault::IdempotencyValue(one, "{}"), Vault::IdempotencyValue(two, "{}"));
}

TEST_F(VaultTest, AuthenticatesTheHead) {
  const Hash mac = vault_->HeadMac("head");
  EXPECT_NE(vault_->HeadMac("heae"), mac);
  Reopen();
  EXPECT_EQ(vault_->HeadMac("head"), mac);
}

}  // namespace
}  // namespace reqledger::vault
