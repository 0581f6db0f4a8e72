#include "ledger/vault/row.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/cursor.h"
#include "ledger/crypto/aead.h"
#include "ledger/crypto/random.h"
#include "tests/vault/folder.h"
#include "tests/vault/sealing.h"

namespace reqledger::vault {
namespace {

using base::Code;
using Kind = RebuiltSlot::Kind;

MatterKeys NewKeys(int matter, std::uint32_t generation = 1) {
  return {HandleNumber(matter), generation, crypto::SecretBytes(crypto::RandomBytes(32)),
          crypto::SecretBytes(crypto::RandomBytes(32))};
}

class RowTest : public ::testing::Test {
 protected:
  RowPlace PlaceFor(KeyClass key_class) const { return {5, place_.leaf_hash, key_class, kOrigin}; }
  std::string Encode(KeyClass key_class) const {
    return EncodeRow(sealed_, keys_, PlaceFor(key_class));
  }
  OpenedRow Opened(KeyClass key_class) const {
    auto row = OpenRow(Encode(key_class), keys_, PlaceFor(key_class));
    EXPECT_TRUE(row) << row.error().message;
    return *std::move(row);
  }

  const MatterKeys keys_ = NewKeys(1);
  const SealedEvent sealed_ = Seal(DemoEvent("case-1"));
  const EntryPlace place_ = PlaceOf(sealed_, 5);
};

TEST_F(RowTest, OpensToTheMembersOfItsClass) {
  const OpenedRow personal = Opened(KeyClass::kPersonal);
  ASSERT_EQ(personal.members.size(), 1U);
  EXPECT_EQ(personal.members[0].slot, kSubjectSlot);
  EXPECT_EQ(personal.members[0].name, "subject");
  EXPECT_EQ(personal.seed.view(), sealed_.seed(KeyClass::kPersonal));
  const OpenedRow ordinary = Opened(KeyClass::kOrdinary);
  EXPECT_EQ(ordinary.members.size(), 10U);
  EXPECT_EQ(ordinary.members[3].value, "7");
}

TEST_F(RowTest, RebuildsEveryDisclosureByteForByte) {
  const std::vector<OpenedRow> rows = {Opened(KeyClass::kPersonal), Opened(KeyClass::kOrdinary)};
  const auto rebuilt = RebuildDisclosures(rows, sealed_.AllDigests());
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  for (std::size_t slot = 0; slot < base::kSlots; ++slot) {
    const Slot& was = sealed_.slots()[slot];
    EXPECT_EQ((*rebuilt)[slot].kind, was.name.empty() ? Kind::kDecoy : Kind::kMember);
    EXPECT_EQ((*rebuilt)[slot].disclosure, was.disclosure);
    EXPECT_EQ((*rebuilt)[slot].name, was.name);
    EXPECT_EQ((*rebuilt)[slot].value, was.value);
    EXPECT_EQ((*rebuilt)[slot].key_class, was.key_class);
  }
}

TEST_F(RowTest, LeavesClosedWhatIsInNoGivenRow) {
  const std::vector<OpenedRow> ordinary = {Opened(KeyClass::kOrdinary)};
  const auto without_personal = RebuildDisclosures(ordinary, sealed_.AllDigests());
  ASSERT_TRUE(without_personal);
  for (int slot = 0; slot < base::kSlots; ++slot) {
    EXPECT_EQ((*without_personal)[static_cast<std::size_t>(slot)].kind == Kind::kClosed,
              slot == kSubjectSlot);
  }
  const std::vector<OpenedRow> personal = {Opened(KeyClass::kPersonal)};
  const auto without_main = RebuildDisclosures(personal, sealed_.AllDigests());
  ASSERT_TRUE(without_main);
  for (int slot = 0; slot < base::kSlots; ++slot) {
    EXPECT_EQ((*without_main)[static_cast<std::size_t>(slot)].kind == Kind::kClosed,
              slot != kSubjectSlot);
  }
  EXPECT_EQ((*RebuildDisclosures({}, sealed_.AllDigests()))[0].kind, Kind::kClosed);
}

TEST_F(RowTest, RefusesToRebuildWhatTheEntryDoesNotCommitTo) {
  const std::vector<OpenedRow> rows = {Opened(KeyClass::kPersonal), Opened(KeyClass::kOrdinary)};
  for (std::size_t slot = 0; slot < base::kSlots; ++slot) {
    Digests digests = sealed_.AllDigests();
    digests[slot].chars[7] = digests[slot].chars[7] == 'A' ? 'B' : 'A';
    const auto rebuilt = RebuildDisclosures(rows, digests);
    ASSERT_FALSE(rebuilt) << slot;
    EXPECT_EQ(rebuilt.error().code, Code::kCorrupt);
    EXPECT_NE(rebuilt.error().message.find("slot " + std::to_string(slot)), std::string::npos);
  }
}

TEST_F(RowTest, RefusesTwoRowsForOneSlotAndClosedCoreSlots) {
  std::vector<OpenedRow> rows = {Opened(KeyClass::kOrdinary), Opened(KeyClass::kOrdinary)};
  EXPECT_EQ(RebuildDisclosures(rows, sealed_.AllDigests()).error().code, Code::kCorrupt);
  rows.pop_back();
  rows[0].members.erase(rows[0].members.begin());
  EXPECT_EQ(RebuildDisclosures(rows, sealed_.AllDigests()).error().code, Code::kCorrupt);
}

TEST_F(RowTest, DoesNotOpenWithAnyByteChanged) {
  for (const KeyClass key_class : {KeyClass::kPersonal, KeyClass::kOrdinary}) {
    const std::string row = Encode(key_class);
    for (std::size_t at = 0; at < row.size(); ++at) {
      const auto opened =
          OpenRow(FlipBit(row, at, static_cast<int>(at % 8)), keys_, PlaceFor(key_class));
      ASSERT_FALSE(opened) << at;
      EXPECT_EQ(opened.error().message.find(kSecretName), std::string::npos);
    }
  }
}

TEST_F(RowTest, DoesNotOpenCutOrLengthened) {
  const std::string row = Encode(KeyClass::kOrdinary);
  for (std::size_t size = 0; size < row.size(); ++size) {
    ASSERT_FALSE(OpenRow(row.substr(0, size), keys_, PlaceFor(KeyClass::kOrdinary))) << size;
  }
  EXPECT_FALSE(OpenRow(row + '\0', keys_, PlaceFor(KeyClass::kOrdinary)));
  EXPECT_EQ(ParseRowKeyName(row + std::string(kVaultRowBytesMax, 'x')).error().code,
            Code::kCorrupt);
}

TEST_F(RowTest, DoesNotOpenElsewhere) {
  const std::string row = Encode(KeyClass::kOrdinary);
  const RowPlace right = PlaceFor(KeyClass::kOrdinary);
  ASSERT_TRUE(OpenRow(row, keys_, right));
  RowPlace wrong = right;
  wrong.seq = 6;
  EXPECT_EQ(OpenRow(row, keys_, wrong).error().code, Code::kUntrusted);
  wrong = right;
  wrong.leaf_hash.bytes[31] ^= 1;
  EXPECT_EQ(OpenRow(row, keys_, wrong).error().code, Code::kUntrusted);
  wrong = right;
  wrong.origin = "ledger.example/2";
  EXPECT_EQ(OpenRow(row, keys_, wrong).error().code, Code::kUntrusted);
  wrong = right;
  wrong.key_class = KeyClass::kLedger;
  EXPECT_EQ(OpenRow(row, keys_, wrong).error().code, Code::kUntrusted);
  wrong.key_class = KeyClass::kPersonal;
  EXPECT_FALSE(OpenRow(row, keys_, wrong));
}

TEST_F(RowTest, DoesNotOpenUnderOtherKeys) {
  const std::string row = Encode(KeyClass::kPersonal);
  const RowPlace place = PlaceFor(KeyClass::kPersonal);
  EXPECT_EQ(OpenRow(row, NewKeys(1), place).error().code, Code::kUntrusted);
  EXPECT_EQ(OpenRow(row, NewKeys(2), place).error().code, Code::kUntrusted);
  const auto later_generation = OpenRow(row, NewKeys(1, 2), place);
  EXPECT_EQ(later_generation.error().code, Code::kNotFound);
  EXPECT_EQ(later_generation.error().reason, "no_key");
}

TEST_F(RowTest, NamesItsKeys) {
  const auto personal = ParseRowKeyName(Encode(KeyClass::kPersonal));
  EXPECT_EQ(personal->handle_prefix, HandlePrefix(keys_.handle));
  EXPECT_EQ(personal->generation, 1U);
  EXPECT_EQ(ParseRowKeyName(Encode(KeyClass::kOrdinary))->generation, 0U);
}

TEST_F(RowTest, HoldsNothingInTheClear) {
  const std::string row = Encode(KeyClass::kPersonal) + Encode(KeyClass::kOrdinary);
  for (const std::string_view text :
       {std::string_view(kSecretName), std::string_view(kOrdinaryText), std::string_view("case-1"),
        std::string_view("demo.noted"), sealed_.seed(KeyClass::kOrdinary)}) {
    EXPECT_EQ(row.find(text), std::string::npos);
  }
}

TEST_F(RowTest, IsPaddedToPowersOfTwoKiB) {
  const std::size_t overhead =
      1 + kHandlePrefixBytes + 4 + crypto::kAeadNonceBytes + crypto::kAeadTagBytes;
  for (std::size_t size = 100; size < 9000; size += 97) {
    const SealedEvent sealed = Seal(DemoEvent("case-1", std::string(size, 'x')));
    const RowPlace place{5, PlaceOf(sealed, 5).leaf_hash, KeyClass::kPersonal, kOrigin};
    const std::string row = EncodeRow(sealed, keys_, place);
    const std::size_t plain = 1 + 32 + 1 + 1 + 1 + 7 + 4 + size + 11;
    std::size_t padded = 1024;
    while (padded < plain) padded *= 2;
    ASSERT_EQ(row.size(), overhead + padded) << size;
    ASSERT_EQ(OpenRow(row, keys_, place)->members[0].value.size(), size + 11);
  }
}

// Under the right key, so that only the form can be refused.
class RowFormTest : public RowTest {
 protected:
  Code Error(const std::string& plain) const {
    std::string data("reqledger/vault/v1\0\1", 20);
    base::AppendU64(5, data);
    data += place_.leaf_hash.view();
    data += kOrigin;
    std::string row(1, '\1');
    row += HandlePrefix(keys_.handle);
    base::AppendU32(0, row);
    row += crypto::AeadSeal(keys_.ordinary.view(), data, plain);
    const auto opened = OpenRow(row, keys_, PlaceFor(KeyClass::kOrdinary));
    return opened ? Code::kIo : opened.error().code;
  }
  static std::string Padded(std::string plain, std::size_t size = 1024, char with = '\0') {
    plain.resize(size, with);
    return plain;
  }
  static std::string Member(int slot, const std::string& name, const std::string& value) {
    std::string member(1, static_cast<char>(slot));
    member += static_cast<char>(name.size());
    member += name;
    base::AppendU32(static_cast<std::uint32_t>(value.size()), member);
    return member + value;
  }
  static std::string Start(int count) {
    return "\1" + std::string(32, 's') + static_cast<char>(count);
  }
};

TEST_F(RowFormTest, OpensOnlyWhatWouldBeWritten) {
  const std::string good = Start(2) + Member(3, "a", "1") + Member(4, "b", "2");
  EXPECT_EQ(Error(Padded(good)), Code::kIo) << "opens";
  EXPECT_EQ(Error(Padded(Start(0))), Code::kIo) << "opens";
  EXPECT_EQ(Error(good), Code::kCorrupt) << "not padded";
  EXPECT_EQ(Error(Padded(good, 2048)), Code::kCorrupt) << "padded too far";
  EXPECT_EQ(Error(Padded(good, 1024, 'x')), Code::kCorrupt) << "padded with something";
  EXPECT_EQ(Error(Padded("\2" + good.substr(1))), Code::kCorrupt) << "another version";
  EXPECT_EQ(Error(Padded(Start(3) + good.substr(34))), Code::kCorrupt) << "a member missing";
  EXPECT_EQ(Error(Padded(Start(1) + good.substr(34))), Code::kCorrupt) << "a member too many";
  EXPECT_EQ(Error(Padded(Start(2) + Member(4, "b", "2") + Member(3, "a", "1"))), Code::kCorrupt);
  EXPECT_EQ(Error(Padded(Start(2) + Member(3, "a", "1") + Member(3, "a", "1"))), Code::kCorrupt);
  EXPECT_EQ(Error(Padded(Start(1) + Member(32, "a", "1"))), Code::kCorrupt) << "no such slot";
  EXPECT_EQ(Error(Padded(Start(1) + Member(3, "", "1"))), Code::kCorrupt);
  EXPECT_EQ(Error(Padded(Start(1) + Member(3, std::string(65, 'n'), "1"))), Code::kCorrupt);
  EXPECT_EQ(Error(Padded(Start(1) + Member(3, "a", ""))), Code::kCorrupt);
  EXPECT_EQ(Error(Padded(Start(1) + "\3\1a\xff\xff\xff\xff")), Code::kCorrupt) << "past its end";
  EXPECT_EQ(Error(std::string()), Code::kCorrupt);
}

}  // namespace
}  // namespace reqledger::vault
