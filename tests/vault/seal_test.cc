#include "ledger/vault/seal.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <set>
#include <string>

#include "ledger/base/encoding.h"
#include "tests/vault/sealing.h"

namespace reqledger::vault {
namespace {

const Slot& At(const SealedEvent& sealed, int slot) {
  return sealed.slots()[static_cast<std::size_t>(slot)];
}

TEST(SealTest, PutsEachMemberAtItsSlotInItsClass) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  for (int slot = 0; slot < base::kCoreSlots; ++slot) {
    EXPECT_EQ(At(sealed, slot).name, event::kCoreNames[static_cast<std::size_t>(slot)]);
    EXPECT_EQ(At(sealed, slot).key_class, KeyClass::kOrdinary);
  }
  EXPECT_EQ(At(sealed, 0).value, R"("demo.noted")");
  EXPECT_EQ(At(sealed, 1).value, DemoSchema().CoreMember());
  EXPECT_EQ(At(sealed, 2).value, R"("case-1")");
  EXPECT_EQ(At(sealed, 3).value, "7");
  EXPECT_EQ(At(sealed, 5).value, R"({"precision":"day","value":"2024-02-01"})");
  EXPECT_EQ(At(sealed, 7).value, R"("uid:1000")");
  EXPECT_EQ(At(sealed, kDemoIdSlot).value, R"("d-1")");
  EXPECT_EQ(At(sealed, kDemoIdSlot).key_class, KeyClass::kOrdinary);
  EXPECT_EQ(At(sealed, kSubjectSlot).name, "subject");
  EXPECT_EQ(At(sealed, kSubjectSlot).key_class, KeyClass::kPersonal);
  EXPECT_TRUE(sealed.has_personal());
}

TEST(SealTest, GivesDisclosuresThatOpenToWhatWasSealed) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  std::set<std::string> salts;
  for (const Slot& slot : sealed.slots()) {
    const auto opened = event::ParseDisclosure(slot.disclosure);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->decoy, slot.name.empty());
    EXPECT_EQ(opened->name, slot.name);
    EXPECT_EQ(opened->value, slot.value);
    EXPECT_EQ(event::DisclosureDigest(slot.disclosure), slot.digest);
    salts.insert(opened->salt);
  }
  EXPECT_EQ(salts.size(), 32U);
}

// AES-256, one block in ECB mode: the definition, by another way than the code's.
std::string AesOfNumber(std::string_view key, int number) {
  std::string block(16, '\0');
  block.back() = static_cast<char>(number);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  int length = 0;
  EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), nullptr,
                     reinterpret_cast<const unsigned char*>(key.data()), nullptr);
  EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(block.data()), &length,
                    reinterpret_cast<const unsigned char*>(block.data()), 16);
  EVP_CIPHER_CTX_free(context);
  return block;
}

TEST(SealTest, TakesSaltsFromTheSeedOfTheClass) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  EXPECT_NE(sealed.seed(KeyClass::kPersonal), sealed.seed(KeyClass::kOrdinary));
  for (int slot = 0; slot < base::kSlots; ++slot) {
    EXPECT_EQ(event::ParseDisclosure(At(sealed, slot).disclosure)->salt,
              base::EncodeBase64Url(AesOfNumber(sealed.seed(At(sealed, slot).key_class), slot)));
  }
}

TEST(SealTest, ListsMembersAndDecoysInSlotOrder) {
  const SealedEvent sealed = Seal(DemoEvent("case-1"));
  EXPECT_EQ(sealed.Disclosures().size(), 8U + 3U);
  EXPECT_EQ(sealed.Decoys().size(), 32U - 11U);
  EXPECT_EQ(sealed.Disclosures()[0], At(sealed, 0).disclosure);
  EXPECT_EQ(sealed.Disclosures()[10], At(sealed, kSubjectSlot).disclosure);
  EXPECT_EQ(sealed.Decoys().back(), At(sealed, 31).disclosure);
  EXPECT_EQ(sealed.AllDigests()[14], At(sealed, kSubjectSlot).digest);
}

TEST(SealTest, NeverSealsTwiceAlike) {
  const SealedEvent a = Seal(DemoEvent("case-1"));
  const SealedEvent b = Seal(DemoEvent("case-1"));
  for (std::size_t slot = 0; slot < base::kSlots; ++slot) {
    EXPECT_NE(a.AllDigests()[slot], b.AllDigests()[slot]);
  }
}

TEST(SealTest, PutsAllOfMatterLedgerInItsClass) {
  const SealedEvent sealed = Seal(DemoEvent("ledger"));
  EXPECT_EQ(sealed.main_class(), KeyClass::kLedger);
  EXPECT_FALSE(sealed.has_personal());
  for (const Slot& slot : sealed.slots()) EXPECT_EQ(slot.key_class, KeyClass::kLedger);
}

TEST(SealTest, SurvivesAMove) {
  SealedEvent sealed(DemoEvent("case-1"), DemoSchema(), "uid:1000");
  SealedEvent moved = std::move(sealed);
  moved.SetCore(3, "1");
  EXPECT_EQ(event::ParseDisclosure(At(moved, 3).disclosure)->value, "1");
  EXPECT_EQ(moved.seed(KeyClass::kOrdinary).size(), kSeedBytes);
}

}  // namespace
}  // namespace reqledger::vault
