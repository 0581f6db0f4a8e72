// A data directory that is whole verifies; one that was changed does not, and the finding says
// where.
#include "ledger/log/verify_store.h"

#include <gtest/gtest.h>

#include "ledger/note/checkpoint.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {
namespace {

using testing::DemandReceived;
using testing::TempLedger;

// The store with single rows replaced: what a tamperer with access to the database could leave.
class RocksDbVerifyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger_.Open());
    std::vector<std::string> events;
    for (int i = 0; i < 300; ++i) {
      const std::string id = std::to_string(i);
      events.push_back(DemandReceived("M-" + std::to_string(i % 3), "D" + id,
                                      R"(,"idempotency_key":"k)" + id + R"(","note":"a note")"));
    }
    for (const auto& outcome : ledger_.RecordAll(events))
      ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_TRUE(ledger_.Publish());
    ASSERT_TRUE(ledger_.Record(DemandReceived("M-1", "last")));
    ledger_.Close();
  }

  base::Result<Report> Verify(bool with_keys = true, bool entries_only = false) {
    VerifyStoreOptions options;
    options.dirs = ledger_.dirs();
    if (!with_keys) options.dirs.key_dir = options.dirs.state_dir = "";
    options.entries_only = entries_only;
    options.pinned = {*note::VerifierKey::Parse(ledger_.vkey())};
    return VerifyDataDirectory(options);
  }

  // Writes rows straight into the database.
  void Tamper(store::Batch batch) {
    auto store = store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
    ASSERT_TRUE(store);
    if (batch.head.empty()) batch.head = *(*store)->Head();
    const auto committed = (*store)->Commit(batch);
    ASSERT_TRUE(committed) << committed.error().message;
  }
  std::unique_ptr<store::Store> Peek() {
    return *store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db", .read_only = true});
  }

  void ExpectFirst(std::string_view code, std::optional<std::uint64_t> seq) {
    const auto report = Verify();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(ExitStatus(*report), 1);
    ASSERT_FALSE(report->findings.empty());
    EXPECT_EQ(report->findings.front().code, code);
    EXPECT_EQ(report->findings.front().seq, seq);
  }

  TempLedger ledger_;
};

TEST_F(RocksDbVerifyTest, AWholeLedgerVerifies) {
  const auto report = Verify();
  ASSERT_TRUE(report) << report.error().message;
  for (const Finding& finding : report->findings)
    ADD_FAILURE() << finding.code << " " << finding.expected << " " << finding.got;
  EXPECT_EQ(ExitStatus(*report), 0);
  EXPECT_EQ(report->counts.at("entries"), 305U);
  EXPECT_EQ(report->counts.at("opened"), 305U);
}

TEST_F(RocksDbVerifyTest, WithoutKeysItSaysWhatItDidNotCheck) {
  const auto report = Verify(false);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->findings.empty());
  EXPECT_EQ(ExitStatus(*report), 3);
  const auto entries_only = Verify(false, true);
  ASSERT_TRUE(entries_only);
  EXPECT_EQ(ExitStatus(*entries_only), 0);
}

TEST_F(RocksDbVerifyTest, FindsAChangedTile) {
  std::string tile = *Peek()->Tile({0, 0});
  tile[77 * 32 + 5] ^= 1;
  store::Batch batch;
  batch.tiles = {{{0, 0}, tile}};
  Tamper(std::move(batch));
  ExpectFirst(code::kTileMismatch, 77);
}

TEST_F(RocksDbVerifyTest, FindsAVaultRowOfAnotherEntry) {
  const std::string row = *Peek()->Vault(9, 1);
  store::Batch batch;
  batch.vault = {{12, 1, row}};
  Tamper(std::move(batch));
  ExpectFirst(code::kVaultUndecryptable, 12);
}

TEST_F(RocksDbVerifyTest, FindsAChangedVaultRow) {
  std::string row = *Peek()->Vault(9, 0);
  row[row.size() / 2] ^= 1;
  store::Batch batch;
  batch.vault = {{9, 0, row}};
  Tamper(std::move(batch));
  ExpectFirst(code::kVaultUndecryptable, 9);
}

TEST_F(RocksDbVerifyTest, FindsARowThatTheEntriesDoNotMake) {
  std::string key;
  std::string value;
  ASSERT_TRUE(Peek()->Rows(store::RowSpace::kIdentifier, "",
                           [&](std::string_view k, std::string_view v) -> base::Result<void> {
                             key = k;
                             value = v;
                             return {};
                           }));
  store::Batch batch;
  batch.rows = {{store::RowSpace::kIdentifier, std::string(32, 'x'), value}};
  Tamper(std::move(batch));
  ExpectFirst(code::kDerivedMismatch, 304);
}

TEST_F(RocksDbVerifyTest, FindsAHeadThatTheLedgerDidNotWrite) {
  std::string head = *Peek()->Head();
  head.back() = static_cast<char>(head.back() ^ 1);
  store::Batch batch;
  batch.head = head;
  Tamper(std::move(batch));
  ExpectFirst(code::kCheckpointRoot, std::nullopt);
}

TEST_F(RocksDbVerifyTest, FindsAnEntryBeyondWhatWasAcknowledged) {
  // A whole copy of the last entry, as if recorded again: the chain breaks at its place.
  const std::string entry = *Peek()->Entry(304);
  store::Batch batch;
  batch.first_seq = 305;
  batch.entries = {entry};
  Tamper(std::move(batch));
  const auto opened = ledger_.Open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::Code::kCorrupt);
}

TEST_F(RocksDbVerifyTest, FindsAPublishedCheckpointOfAnotherHistory) {
  auto store = store::OpenRocksDbStore({.path = ledger_.dirs().data_dir + "/db"});
  ASSERT_TRUE(store);
  const auto signer = note::NoteSigner::FromSeed(testing::kOrigin, note::KeyType::kEd25519,
                                                 crypto::SecretBytes(std::string(32, 's')));
  const merkle::TreeHead other{.size = 8, .root = crypto::Sha256::Digest("another root")};
  ASSERT_TRUE((*store)->PutCheckpoint(8, note::SignCheckpoint(*signer, other)));
  store->reset();
  const auto report = Verify();
  ASSERT_TRUE(report);
  std::vector<std::string_view> codes;
  for (const Finding& finding : report->findings) codes.push_back(finding.code);
  EXPECT_EQ(codes, (std::vector<std::string_view>{code::kCheckpointSignature,
                                                  code::kCheckpointInconsistent}));
}

}  // namespace
}  // namespace reqledger::log
