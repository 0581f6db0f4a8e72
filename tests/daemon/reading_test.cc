// What can be read over the socket: entries, proofs, tiles, status, snapshots, exports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>

#include "ledger/base/encoding.h"
#include "ledger/merkle/entry_bundle.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/store/rocksdb_store.h"
#include "tests/daemon/temp_daemon.h"

namespace reqledger::daemon {
namespace {

using testing::DemandReceived;
using ::testing::HasSubstr;
using testing::RawAnswer;
using ::testing::StartsWith;
using testing::TempDaemon;

std::string_view Text(const boost::json::value& value) { return value.as_string(); }

std::vector<crypto::Hash> Hashes(const boost::json::value& proof) {
  std::vector<crypto::Hash> hashes;
  for (const auto& text : proof.at("hashes").as_array()) {
    const auto bytes = base::DecodeBase64(Text(text));
    EXPECT_TRUE(bytes);
    hashes.push_back(crypto::HashFromBytes(bytes.value_or("")).value_or(crypto::Hash()));
  }
  return hashes;
}

class ReadingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 5; ++i) {
      const std::string matter = i % 2 == 0 ? "even/2" : "odd";
      ASSERT_EQ(daemon_.Post("/v1/events", DemandReceived(matter, "D-" + std::to_string(i))).status,
                201);
    }
  }
  boost::json::value GetJson(std::string_view target) {
    const RawAnswer answer = daemon_.Get(target);
    EXPECT_EQ(answer.status, 200) << target << " " << answer.body;
    return TempDaemon::Json(answer);
  }
  merkle::TreeHead Working() {
    const auto status = GetJson("/v1/status");
    return {static_cast<std::uint64_t>(status.at("size").as_int64()),
            *crypto::HashFromHex(Text(status.at("root")))};
  }
  std::vector<std::int64_t> Seqs(const boost::json::value& list) {
    std::vector<std::int64_t> seqs;
    for (const auto& entry : list.at("entries").as_array())
      seqs.push_back(entry.at("seq").as_int64());
    return seqs;
  }

  TempDaemon daemon_;
};

TEST_F(ReadingTest, OpensEntries) {
  const auto entry = GetJson("/v1/entries/2");
  EXPECT_EQ(Text(entry.at("members").at("matter")), "even/2");
  EXPECT_EQ(Text(entry.at("members").at("demand_id")), "D-2");
  EXPECT_EQ(entry.at("slots").as_array().size(), 32U);
  EXPECT_EQ(Text(entry.at("slots").at(0).at("name")), "type");
  EXPECT_EQ(entry.at("disclosures").as_array().size(), entry.at("members").as_object().size());
  const RawAnswer beyond = daemon_.Get("/v1/entries/7");
  EXPECT_EQ(beyond.status, 404);
  EXPECT_THAT(beyond.body, HasSubstr("the ledger has 7 entries"));  // one says what was shown
}

TEST_F(ReadingTest, ListsInPages) {
  const auto first = GetJson("/v1/entries?limit=4");
  EXPECT_EQ(Seqs(first), (std::vector<std::int64_t>{0, 1, 2, 3}));
  const auto second =
      GetJson("/v1/entries?limit=4&after=" + std::to_string(first.at("next").as_int64()));
  EXPECT_EQ(Seqs(second), (std::vector<std::int64_t>{4, 5, 6}));  // 6: the first page was seen
  EXPECT_FALSE(second.as_object().contains("next"));
  EXPECT_EQ(Seqs(GetJson("/v1/entries?matter=even%2F2")), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(Seqs(GetJson("/v1/entries?type=ledger.genesis")), (std::vector<std::int64_t>{0}));
  EXPECT_TRUE(Seqs(GetJson("/v1/entries?until=2000-01-01")).empty());
  EXPECT_EQ(Seqs(GetJson("/v1/entries?since=2026-11-20T00:00:00Z&type=demand.received")).size(),
            5U);
  for (const auto* query : {"limit=0", "limit=1001", "limit=x", "after=-1", "since=yesterday",
                            "matter=%20", "type=x", "order=up"}) {
    EXPECT_EQ(daemon_.Get("/v1/entries?" + std::string(query)).status, 400) << query;
  }
}

TEST_F(ReadingTest, ShowsAMatter) {
  const auto matter = GetJson("/v1/matters/even%2F2");
  EXPECT_EQ(Text(matter.at("matter")), "even/2");
  EXPECT_EQ(Seqs(matter), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(daemon_.Get("/v1/matters/none").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/matters/a%20b").status, 400);
}

TEST_F(ReadingTest, ProvesInclusionAndConsistency) {
  const merkle::TreeHead head = Working();
  for (std::uint64_t seq = 0; seq < head.size; ++seq) {
    const auto proof = GetJson("/v1/proofs/inclusion?seq=" + std::to_string(seq));
    EXPECT_TRUE(merkle::VerifyInclusion({seq, head.size, Hashes(proof)},
                                        *crypto::HashFromHex(Text(proof.at("leaf_hash"))), head));
  }
  ASSERT_EQ(daemon_.Post("/v1/events", DemandReceived("odd", "D-9")).status, 201);
  const merkle::TreeHead later = Working();
  const auto proof = GetJson("/v1/proofs/consistency?from=" + std::to_string(head.size));
  EXPECT_TRUE(merkle::VerifyConsistency({head.size, later.size, Hashes(proof)}, head, later));
  const auto older = GetJson("/v1/proofs/inclusion?seq=1&size=" + std::to_string(head.size));
  EXPECT_TRUE(merkle::VerifyInclusion({1, head.size, Hashes(older)},
                                      *crypto::HashFromHex(Text(older.at("leaf_hash"))), head));

  EXPECT_EQ(daemon_.Get("/v1/proofs/inclusion").status, 400);
  EXPECT_EQ(daemon_.Get("/v1/proofs/inclusion?seq=7").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/inclusion?seq=1&size=8").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/consistency?from=5&to=3").status, 400);
  EXPECT_EQ(daemon_.Get("/v1/proofs/consistency?from=1&to=99").status, 404);
}

TEST_F(ReadingTest, PublishesAndServesTilesOfWhatIsPublished) {
  EXPECT_EQ(daemon_.Get("/checkpoint").status, 404);
  EXPECT_EQ(daemon_.Get("/tile/0/000.p/1").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/tlog?seq=1").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/tlog?seq=1&working=1").status, 200);

  const RawAnswer answer = daemon_.Post("/v1/publications");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto published = TempDaemon::Json(answer);
  EXPECT_EQ(published.at("size").as_int64(), 8);  // padded to the multiple of the ledger, 4
  const RawAnswer checkpoint = daemon_.Get("/checkpoint");
  EXPECT_EQ(checkpoint.body, Text(published.at("checkpoint")));
  const std::vector<note::VerifierKey> keys = {
      daemon_.service().ledger().signing_key.signer().verifier()};
  EXPECT_TRUE(note::OpenCheckpoint(checkpoint.body, keys));
  EXPECT_EQ(GetJson("/v1/status").at("published").at("size").as_int64(), 8);

  ASSERT_EQ(daemon_.Post("/v1/events", DemandReceived("odd", "D-9")).status, 201);
  EXPECT_EQ(daemon_.Get("/tile/0/000.p/8").body.size(), 8U * 32);
  EXPECT_EQ(daemon_.Get("/tile/0/000.p/9").status, 404);  // there, but not published
  EXPECT_EQ(daemon_.Get("/tile/0/000").status, 404);
  EXPECT_EQ(daemon_.Get("/tile/0/0").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/tlog?seq=8").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/proofs/tlog?seq=7").status, 200);
  const auto entries = merkle::ParseBundle(daemon_.Get("/tile/entries/000.p/8").body, 8);
  EXPECT_TRUE(entries);
  EXPECT_NE(daemon_.Get("/v1/checkpoint?working=1").body, checkpoint.body);
  EXPECT_EQ(daemon_.Get("/v1/checkpoint").body, checkpoint.body);
}

TEST_F(ReadingTest, GivesReceiptsTypesAndSchemas) {
  const auto receipt = GetJson("/v1/receipts/3");
  EXPECT_THAT(std::string(Text(receipt.at("proof"))),
              StartsWith("c2sp.org/tlog-proof@v1\nindex 3\n"));
  EXPECT_EQ(daemon_.Get("/v1/receipts/6").status, 404);
  const auto types = GetJson("/v1/types");
  ASSERT_GT(types.at("types").as_array().size(), 50U);
  const auto& type = types.at("types").at(0);
  const RawAnswer by_name = daemon_.Get("/v1/schemas/" + std::string(Text(type.at("type"))));
  const RawAnswer by_digest = daemon_.Get("/v1/schemas/" + std::string(Text(type.at("sha256"))));
  EXPECT_EQ(by_name.body, by_digest.body);
  EXPECT_EQ(crypto::ToHex(crypto::Sha256::Digest(by_name.body)), Text(type.at("sha256")));
  EXPECT_EQ(by_name.headers.at("content-type"), "application/schema+json");
  EXPECT_EQ(daemon_.Get("/v1/schemas/no.such").status, 404);
  EXPECT_THAT(daemon_.Get("/openapi.yaml").body, StartsWith("openapi: 3.1.0"));
}

TEST_F(ReadingTest, TellsItsStatus) {
  const auto status = GetJson("/v1/status");
  EXPECT_EQ(Text(status.at("origin")), testing::kOrigin);
  EXPECT_EQ(status.at("size").as_int64(), 6);
  EXPECT_EQ(status.at("publish_multiple").as_int64(), 4);
  EXPECT_EQ(Text(status.at("state")), "ok");
  EXPECT_EQ(status.at("your_roles").as_array().size(), kRoleNames.size());
  EXPECT_FALSE(status.as_object().contains("published"));
  EXPECT_EQ(daemon_.Get("/healthz").body, "ok\n");
  EXPECT_EQ(daemon_.Get("/readyz").body, "ready\n");
}

TEST_F(ReadingTest, MakesAndRemovesSnapshots) {
  const RawAnswer made = daemon_.Post("/v1/snapshots");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto snapshot = TempDaemon::Json(made);
  const std::string path(Text(snapshot.at("path")));
  EXPECT_TRUE(std::filesystem::exists(path + "/schemas/demand.received.v1.schema.json"));
  const auto copy = store::OpenRocksDbStore({.path = path + "/db", .read_only = true});
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_TRUE((*copy)->Entry(5));

  const std::string target = "/v1/snapshots/" + std::string(Text(snapshot.at("id")));
  EXPECT_EQ(testing::Ask(daemon_.socket(), "DELETE", target).status, 204);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(testing::Ask(daemon_.socket(), "DELETE", target).status, 404);
  EXPECT_EQ(testing::Ask(daemon_.socket(), "DELETE", "/v1/snapshots/..%2Fdb").status, 404);

  ASSERT_EQ(daemon_.Post("/v1/snapshots").status, 201);
  daemon_.Start();
  EXPECT_FALSE(std::filesystem::exists(daemon_.config().dirs.data_dir + "/snapshots"));
  EXPECT_EQ(daemon_.size(), 6U);
}

TEST_F(ReadingTest, ExportsAndRecordsThatItDid) {
  EXPECT_EQ(daemon_.Post("/v1/exports", R"({"audience":"auditor"})").status, 409);
  EXPECT_EQ(daemon_.Post("/v1/exports", R"({"audience":"auditor","matters":["odd"]})").status, 409);
  EXPECT_EQ(daemon_.Post("/v1/exports", R"({"audience":"public","working":true})").status, 400);
  EXPECT_EQ(
      daemon_.Post("/v1/exports", R"({"audience":"auditor","matters":["none"],"working":true})")
          .status,
      404);
  EXPECT_EQ(daemon_.size(), 6U);

  const RawAnswer matter =
      daemon_.Post("/v1/exports", R"({"audience":"auditor","matters":["odd"],"publish_now":true})");
  ASSERT_EQ(matter.status, 200) << matter.body;
  EXPECT_EQ(matter.headers.at("content-type"), "application/zip");
  EXPECT_TRUE(matter.whole);
  EXPECT_THAT(matter.body, StartsWith("PK"));
  const auto opened = GetJson("/v1/entries?matter=odd&type=ledger.export_opened");
  ASSERT_EQ(opened.at("entries").as_array().size(), 1U);
  const auto created = GetJson("/v1/entries?matter=ledger&type=ledger.export_created");
  ASSERT_EQ(created.at("entries").as_array().size(), 1U);
  EXPECT_EQ(Text(created.at("entries").at(0).at("members").at("matters").at(0)), "odd");
}

}  // namespace
}  // namespace reqledger::daemon
