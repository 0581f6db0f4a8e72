// Rows by which selectors and customers are found again: what they are made of, and that the
// verifier misses one and finds one too many.
#include "ledger/log/lookup.h"

#include <gtest/gtest.h>

#include "ledger/event/schema.h"
#include "ledger/log/verify_store.h"
#include "ledger/note/key.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using event::LookupKind;
using event::LookupRule;
using testing::TempLedger;
using Seqs = std::vector<std::uint64_t>;

std::string TargetAdded(const std::string& matter, const std::string& target,
                        const std::string& extra) {
  return R"({"type":"demand.target_added","matter":")" + matter +
         R"(","occurred_at":{"precision":"unknown"},"mode":"historical","demand_id":"D-)" + matter +
         R"(","target_id":")" + target + '"' + extra + "}";
}

std::string Selectors(const std::vector<std::pair<std::string, std::string>>& selectors) {
  std::string json;
  for (const auto& [type, value] : selectors) {
    json += (json.empty() ? "" : ",") + std::string(R"({"type":")") + type + R"(","value":")" +
            value + R"("})";
  }
  return R"("selectors":[)" + json + "]";
}

std::string Correction(const std::string& matter, std::uint64_t seq, const std::string& members) {
  return R"({"type":"ledger.correction","matter":")" + matter +
         R"(","occurred_at":{"precision":"unknown"},"mode":"historical","reason":"a slip","corrects":)" +
         std::to_string(seq) + R"(,"personal_members":{)" + members + "}}";
}

class LookupTest : public ::testing::TestWithParam<testing::Backing> {
 protected:
  LookupTest() : ledger_(GetParam()) {}
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    for (const char* const matter : {"M-1", "M-2"}) {
      ASSERT_TRUE(ledger_.Record(testing::DemandReceived(matter, std::string("D-") + matter)));
    }
  }

  std::uint64_t Record(const std::string& json) {
    const auto recorded = ledger_.Record(json);
    EXPECT_TRUE(recorded) << recorded.error().message;
    return recorded ? recorded->placed.seq : 0;
  }
  Seqs Find(std::string_view text, LookupKind kind = LookupKind::kSelector) {
    const auto seqs = FindByLookup(ledger_.reader(), kind, text);
    EXPECT_TRUE(seqs) << seqs.error().message;
    return seqs ? *seqs : Seqs();
  }
  std::size_t CountRows() {
    std::size_t rows = 0;
    EXPECT_TRUE(ForEachLookupRow(
        ledger_.reader().store(), ledger_.reader().vault(),
        [&](const vault::MatterKeys&, std::string_view, std::string_view) -> base::Result<void> {
          ++rows;
          return {};
        }));
    return rows;
  }

  TempLedger ledger_;
};

TEST_P(LookupTest, FindsInAllMattersByAnyWayToWriteIt) {
  const auto first = Record(TargetAdded("M-1", "T1",
                                        "," + Selectors({{"email", "Ann@Example.org"},
                                                         {"phone_e164", "+1 (202) 555-0142"},
                                                         {"account_id", "Acct-1"},
                                                         {"phone_e164", "withheld"}})));
  const auto second = Record(TargetAdded(
      "M-2", "T2", R"(,"customer_ref":"c-1",)" + Selectors({{"email", " ann@example.org "}})));
  EXPECT_EQ(Find("ANN@example.ORG"), (Seqs{first, second}));
  EXPECT_EQ(Find("+1-202-555-0142"), Seqs{first});
  EXPECT_EQ(Find("Acct-1"), Seqs{first});
  EXPECT_EQ(Find("withheld"), Seqs{first});
  EXPECT_EQ(Find("acct-1"), Seqs());
  EXPECT_EQ(Find("c-1"), Seqs());
  EXPECT_EQ(Find("c-1", LookupKind::kCustomer), Seqs{second});
  EXPECT_EQ(Find("Ann@Example.org", LookupKind::kCustomer), Seqs());
}

TEST_P(LookupTest, AValueThatStandsTwiceMakesOneRow) {
  const auto seq = Record(TargetAdded(
      "M-1", "T1", "," + Selectors({{"email", "a@b.c"}, {"email", "A@B.C"}, {"domain", "a@b.c"}})));
  EXPECT_EQ(CountRows(), 1U);
  EXPECT_EQ(Find("a@b.c"), Seqs{seq});
}

TEST_P(LookupTest, AnEmptyValueMakesNoRow) {
  Record(TargetAdded("M-1", "T1", R"(,"customer_ref":"",)" + Selectors({{"email", " \\t"}})));
  EXPECT_EQ(CountRows(), 0U);
}

TEST_P(LookupTest, ARefusedEventAndARepeatMakeNoRow) {
  const std::string event =
      TargetAdded("M-1", "T1", R"(,"idempotency_key":"k","customer_ref":"c-1")");
  const auto seq = Record(event);
  EXPECT_EQ(Record(event), seq);
  EXPECT_FALSE(ledger_.Record(TargetAdded("M-1", "T1", R"(,"customer_ref":"c-2")")));
  EXPECT_EQ(CountRows(), 1U);
}

TEST_P(LookupTest, ACorrectedEntryIsFoundByOldAndNew) {
  const auto seq = Record(TargetAdded("M-1", "T1", "," + Selectors({{"email", "old@b.c"}})));
  Record(Correction("M-1", seq, Selectors({{"email", "new@b.c"}}) + R"(,"customer_ref":"c-1")"));
  EXPECT_EQ(Find("old@b.c"), Seqs{seq});
  EXPECT_EQ(Find("NEW@b.c"), Seqs{seq});
  EXPECT_EQ(Find("c-1", LookupKind::kCustomer), Seqs{seq});
}

TEST_P(LookupTest, ARefusedCorrectionIsFoundByNothing) {
  const auto seq = Record(TargetAdded("M-1", "T1", R"(,"customer_ref":"c-1")"));
  for (const char* const members :
       {R"("selectors":"a@b.c","customer_ref":["c-2"])", R"("selectors":[{"value":"v"}])"}) {
    EXPECT_FALSE(ledger_.Record(Correction("M-1", seq, members)));
  }
  EXPECT_EQ(Find("v"), Seqs{});
  EXPECT_EQ(CountRows(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Memory, LookupTest, ::testing::Values(testing::Backing::kMemory));
INSTANTIATE_TEST_SUITE_P(RocksDb, LookupTest, ::testing::Values(testing::Backing::kRocksDb));

// On the data directory of a closed ledger, which is read and changed behind its back.
class RocksDbLookupCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    ASSERT_TRUE(ledger_.Record(testing::DemandReceived("M-1", "D-M-1")));
    const auto target = ledger_.Record(
        TargetAdded("M-1", "T1", R"(,"customer_ref":"c-1",)" + Selectors({{"email", "old@b.c"}})));
    ASSERT_TRUE(target) << target.error().message;
    target_ = target->placed.seq;
    for (const char* const address : {"old@b.c", "new@b.c", "new@b.c"}) {
      const auto corrected =
          ledger_.Record(Correction("M-1", target_, Selectors({{"email", address}})));
      ASSERT_TRUE(corrected) << corrected.error().message;
      corrections_.push_back(corrected->placed.seq);
    }
    keys_ = *ledger_.ledger().vault->FindKeys("M-1");
    handle_ = vault::HandlePrefix(keys_.handle);
    ledger_.Close();
  }

  std::unique_ptr<store::Store> Store(bool read_only) {
    return *store::OpenRocksDbStore(
        {.path = ledger_.dirs().data_dir + "/db", .read_only = read_only});
  }
  std::vector<store::Row> Rows() {
    std::vector<store::Row> rows;
    const auto read = Store(true)->Rows(
        store::RowSpace::kLookup, "",
        [&](std::string_view key, std::string_view value) -> base::Result<void> {
          rows.push_back({store::RowSpace::kLookup, std::string(key), std::string(value)});
          return {};
        });
    EXPECT_TRUE(read);
    return rows;
  }
  void Put(store::Row row) {
    const auto store = Store(false);
    store::Batch batch;
    batch.rows = {std::move(row)};
    batch.head = *store->Head();
    ASSERT_TRUE(store->Commit(batch));
  }
  std::string KeyOf(std::string text, std::uint64_t seq) {
    return LookupKey(keys_, {LookupKind::kSelector, LookupRule::kLowerCase, std::move(text)}, seq);
  }
  // "seq expected; got" of each finding.
  std::vector<std::string> Findings() {
    VerifyStoreOptions options;
    options.dirs = ledger_.dirs();
    options.pinned = {*note::VerifierKey::Parse(ledger_.vkey())};
    const auto report = VerifyDataDirectory(options);
    EXPECT_TRUE(report) << report.error().message;
    std::vector<std::string> lines;
    for (const Finding& finding : report->findings) {
      EXPECT_EQ(finding.code, code::kDerivedMismatch);
      lines.push_back(std::to_string(finding.seq.value_or(999)) + " " + finding.expected + "; " +
                      finding.got);
    }
    return lines;
  }

  TempLedger ledger_;
  std::uint64_t target_ = 0;
  Seqs corrections_;
  vault::MatterKeys keys_;
  std::string handle_;
};

using Lines = std::vector<std::string>;

TEST_F(RocksDbLookupCheckTest, TheRowsOfAWholeLedgerAreThereAndNoMore) {
  EXPECT_EQ(Rows().size(), 3U);
  EXPECT_EQ(Findings(), Lines());
}

TEST_F(RocksDbLookupCheckTest, ARowOfAnotherEntryIsFoundWhereItIsMade) {
  // The row of the address under the key of the one that only corrections made.
  const std::string key = KeyOf("new@b.c", target_);
  for (const store::Row& row : Rows()) {
    if (row.key == key) continue;
    Put({store::RowSpace::kLookup, key, row.value});
    break;
  }
  const Lines lines = Findings();
  ASSERT_EQ(lines.size(), 2U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(lines[i].starts_with(std::to_string(corrections_[i + 1]) +
                                     " a row by which the entry is found again; "))
        << lines[i];
  }
}

TEST_F(RocksDbLookupCheckTest, ARowTooManyIsFound) {
  store::Row row = Rows().front();
  row.key.back() = static_cast<char>(row.key.back() ^ 1);
  Put(row);
  EXPECT_EQ(Findings(), Lines{std::to_string(corrections_.back()) +
                              " only rows that the entries make; 1 lookup rows too many"});
}

TEST_F(RocksDbLookupCheckTest, ARowOfAnotherFormIsFound) {
  Put({store::RowSpace::kLookup, handle_ + "short", ""});
  EXPECT_EQ(Findings(), Lines{std::to_string(corrections_.back()) +
                              " only rows that the entries make; lookup row: not in form"});
}

// As after an erasure: no key opens the matter any more.
TEST_F(RocksDbLookupCheckTest, RowsThatNoKeyOpensArePassedOver) {
  store::Row row = Rows().front();
  row.key.replace(0, handle_.size(), std::string(handle_.size(), 'x'));
  Put(row);
  EXPECT_EQ(Findings(), Lines());
  ASSERT_TRUE(ledger_.Open());
  EXPECT_EQ(*FindByLookup(ledger_.reader(), LookupKind::kCustomer, "c-1"), Seqs{target_});
}

// The rows tell neither which entries they are of nor which of them hold the same value.
TEST_F(RocksDbLookupCheckTest, RowsAreOfOneSizeAndHoldNoSeqInTheClear) {
  std::string number;
  number.append(7, '\0');
  number += static_cast<char>(target_);
  for (const store::Row& row : Rows()) {
    EXPECT_EQ(row.key.size(), 64U);
    EXPECT_EQ(row.value.size(), 53U);
    EXPECT_FALSE((row.key + row.value).contains(number));
  }
}

}  // namespace
}  // namespace reqledger::log
