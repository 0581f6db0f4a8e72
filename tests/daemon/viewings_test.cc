// Who opens hidden values is on record before they are shown.
#include "daemon/viewings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/daemon/ask_as.h"
#include "tests/daemon/temp_daemon.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::daemon {
namespace {

using testing::AskAs;
using testing::DemandReceived;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kSecond = 1'000'000;
const Peer kAuditor{.uid = 700'001};
const Peer kOtherAuditor{.uid = 700'002};
const Peer kReader{.uid = 700'003};
const Peer kVerifier{.uid = 700'004};
const Peer kExporter{.uid = 700'005};
const Peer kCounsel{.uid = 700'006};

class ViewingsTest : public ::testing::Test {
 protected:
  ViewingsTest() {
    const std::string path = dir_.path("roles");
    std::ofstream(path) << "auditor uid:700001\nauditor uid:700002\nreader uid:700003\n"
                           "verifier uid:700004\nexporter uid:700005\ncounsel uid:700006\n";
    ::chmod(path.c_str(), 0644);
    daemon_.config().roles_file = path;
    daemon_.Start();
    // Entries 1 to 4, of two matters in turn.
    for (int i = 1; i <= 4; ++i) {
      const auto recorded = daemon_.Post(
          "/v1/events", DemandReceived(i % 2 == 0 ? "even" : "odd", "D-" + std::to_string(i)));
      EXPECT_EQ(recorded.status, 201) << recorded.body;
    }
  }

  Response Ask(const Peer& peer, const testing::AskedAs& asked) {
    return AskAs(daemon_.service(), peer, asked);
  }
  Response Show(const Peer& peer, const std::string& target) {
    return Ask(peer, {.target = target});
  }
  // Entry `seq` as the daemon's own reader has it: no view of it.
  std::map<std::string, std::string> Members(std::uint64_t seq) {
    const auto& ledger = daemon_.service().ledger();
    const log::Reader reader(*ledger.store, *ledger.vault);
    const auto entry = reader.Open(seq);
    EXPECT_TRUE(entry);
    std::map<std::string, std::string> members;  // canonical JSON
    for (const auto& slot : entry->slots) {
      if (slot.kind == vault::RebuiltSlot::Kind::kMember) members[slot.name] = slot.value;
    }
    return members;
  }
  // Once what waits is recorded: for a refusal nobody waits.
  std::uint64_t SettledSize() {
    daemon_.Post("/v1/events?dry_run=1", DemandReceived("dry", "D-dry"));
    return daemon_.size();
  }

  testing::TempDir dir_;
  testing::TempDaemon daemon_;
};

TEST_F(ViewingsTest, AnOpenedEntryIsAnEntryThatNamesPersonAndScope) {
  ASSERT_EQ(daemon_.size(), 5U);
  EXPECT_EQ(Show(kAuditor, "/v1/entries/2").status, 200);
  ASSERT_EQ(daemon_.size(), 6U);
  const auto viewed = Members(5);
  EXPECT_EQ(viewed.at("type"), R"("access.viewed")");
  EXPECT_EQ(viewed.at("matter"), R"("ledger")");
  EXPECT_EQ(viewed.at("recorded_by"), R"("uid:700001")");
  EXPECT_EQ(viewed.at("request"), R"("GET /v1/entries/{seq}")");
  EXPECT_EQ(viewed.at("seqs"), R"([{"first":2,"last":2}])");
  EXPECT_EQ(viewed.at("classes"), R"(["ordinary","personal"])");
}

TEST_F(ViewingsTest, TheDaemonsOwnUserIsNoException) {
  EXPECT_EQ(daemon_.Get("/v1/entries/2").status, 200);
  ASSERT_EQ(daemon_.size(), 6U);
  EXPECT_EQ(Members(5).at("recorded_by"), R"("uid:)" + std::to_string(::geteuid()) + "\"");
}

TEST_F(ViewingsTest, TheSameScopeWithinAMinuteAddsNone) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Show(kAuditor, "/v1/matters/even").status, 200);
    daemon_.clock().Pass(10 * kSecond);
  }
  EXPECT_EQ(daemon_.size(), 6U);
  EXPECT_EQ(Members(5).at("seqs"), R"([{"first":2,"last":2},{"first":4,"last":4}])");
  // A minute after the first, not after the last: it is on record that often at least.
  daemon_.clock().Pass(10 * kSecond);
  EXPECT_EQ(Show(kAuditor, "/v1/matters/even").status, 200);
  EXPECT_EQ(daemon_.size(), 7U);
  // Another person, another way, other entries.
  EXPECT_EQ(Show(kOtherAuditor, "/v1/matters/even").status, 200);
  EXPECT_EQ(Show(kAuditor, "/v1/matters/odd").status, 200);
  EXPECT_EQ(Show(kAuditor, "/v1/entries?matter=even").status, 200);
  EXPECT_EQ(Show(kReader, "/v1/matters/even").status, 200);
  ASSERT_EQ(daemon_.size(), 11U);
  EXPECT_EQ(Members(10).at("classes"), R"(["ordinary"])");
}

TEST_F(ViewingsTest, WhatOpensNothingAddsNone) {
  EXPECT_EQ(Show(kVerifier, "/v1/entries/2").status, 200);
  EXPECT_EQ(Show(kAuditor, "/v1/entries/99").status, 404);
  EXPECT_EQ(Show(kAuditor, "/v1/matters/none").status, 404);
  EXPECT_EQ(Show(kAuditor, "/v1/entries?until=2000-01-01").status, 200);
  EXPECT_EQ(Show(kAuditor, "/v1/deadlines").status, 200);
  EXPECT_EQ(
      Ask(kAuditor, {.method = "POST", .target = "/v1/lookups", .body = R"({"selector":"x"})"})
          .status,
      200);
  EXPECT_EQ(daemon_.size(), 5U);
}

TEST_F(ViewingsTest, AListingAndALookupNameWhatTheyShow) {
  EXPECT_EQ(Show(kAuditor, "/v1/entries?type=demand.received&limit=3").status, 200);
  EXPECT_EQ(Members(5).at("seqs"), R"([{"first":1,"last":3}])");
  const auto target = daemon_.Post(
      "/v1/events",
      R"({"type":"demand.target_added","matter":"odd","mode":"historical","demand_id":"D-1",)"
      R"("target_id":"T-1","occurred_at":{"precision":"unknown"},)"
      R"("selectors":[{"type":"email","value":"a@example.org"}]})");
  ASSERT_EQ(target.status, 201) << target.body;
  const Response found =
      Ask(kAuditor,
          {.method = "POST", .target = "/v1/lookups", .body = R"({"selector":"a@example.org"})"});
  EXPECT_THAT(found.body, HasSubstr("T-1"));
  EXPECT_EQ(Members(7).at("request"), R"("POST /v1/lookups")");
  EXPECT_EQ(Members(7).at("seqs"), R"([{"first":6,"last":6}])");
}

TEST_F(ViewingsTest, AWholeExportIsOnRecordBeforeItsFirstByte) {
  const Response bundle =
      Ask({.uid = ::geteuid()}, {.method = "POST",
                                 .target = "/v1/exports",
                                 .body = R"({"audience":"auditor","working":true})"});
  ASSERT_EQ(bundle.content_type, "application/zip") << bundle.body;
  ASSERT_EQ(daemon_.size(), 7U);
  EXPECT_EQ(Members(5).at("request"), R"("POST /v1/exports")");
  EXPECT_EQ(Members(5).at("seqs"), R"([{"first":0,"last":4}])");
  EXPECT_EQ(Members(6).at("type"), R"("ledger.export_created")");
}

TEST_F(ViewingsTest, AnExportUnderSealIsForCounsel) {
  const testing::AskedAs sealed{
      .method = "POST",
      .target = "/v1/exports",
      .body = R"({"audience":"court_sealed","court":"C","docket":"1","authority":"an order",)"
              R"("publish_now":true})"};
  const Response refused = Ask(kExporter, sealed);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("takes the role counsel"));
  EXPECT_EQ(daemon_.size(), 5U);  // nothing was published for it
  EXPECT_EQ(Ask(kCounsel, sealed).content_type, "application/zip");
}

// Of an audience that sees some of a matter, what was opened is a view of the matter.
TEST_F(ViewingsTest, AnExportForThePublicIsAViewOfItsMatters) {
  ASSERT_EQ(
      Ask(kExporter, {.method = "POST",
                      .target = "/v1/exports",
                      .body = R"({"audience":"public","matters":["odd"],"publish_now":true})"})
          .content_type,
      "application/zip");
  const std::uint64_t viewed = daemon_.size() - 2;
  EXPECT_EQ(Members(viewed).at("seqs"), R"([{"first":1,"last":1},{"first":3,"last":3}])");
  EXPECT_EQ(Members(viewed).at("classes"), R"(["ordinary"])");
  EXPECT_EQ(Members(viewed).at("recorded_by"), R"("uid:700005")");
}

TEST_F(ViewingsTest, ManyPiecesStandInSeveralEntries) {
  std::string lines;
  constexpr int kEach = 501;
  for (int i = 0; i < 2 * kEach; ++i) {
    lines += DemandReceived(i % 2 == 0 ? "left" : "right", "E-" + std::to_string(i)) + "\n";
  }
  EXPECT_TRUE(daemon_.PostLines("/v1/events:batch", lines).whole);
  const std::uint64_t before = daemon_.size();
  EXPECT_EQ(Show(kAuditor, "/v1/matters/left").status, 200);
  ASSERT_EQ(daemon_.size(), before + 2);
  EXPECT_EQ(std::ranges::count(Members(before).at("seqs"), '{'), 500);
  EXPECT_EQ(std::ranges::count(Members(before + 1).at("seqs"), '{'), 1);
}

TEST_F(ViewingsTest, WhatCannotBeRecordedIsNotShown) {
  daemon_.clock().StepWall(-3600 * kSecond);  // a clock that nothing is recorded by
  for (const char* target : {"/v1/entries/2", "/v1/matters/even", "/v1/entries?matter=even"}) {
    const Response refused = Show(kAuditor, target);
    EXPECT_EQ(refused.status, 503) << target;
    EXPECT_THAT(refused.body, Not(HasSubstr("us_sca_warrant"))) << target;
  }
  EXPECT_EQ(daemon_.size(), 5U);
}

TEST_F(ViewingsTest, WhoIsRefusedForWantOfARoleIsOnRecord) {
  const std::uint64_t before = SettledSize();
  EXPECT_EQ(Show(kVerifier, "/v1/matters/odd").status, 403);
  ASSERT_EQ(SettledSize(), before + 1);
  const auto denied = Members(before);
  EXPECT_EQ(denied.at("type"), R"("access.denied")");
  EXPECT_EQ(denied.at("recorded_by"), R"("uid:700004")");
  EXPECT_EQ(denied.at("request"), R"("GET /v1/matters/{id}")");
  EXPECT_EQ(denied.at("role_needed"), R"("reader, auditor, counsel")");
  EXPECT_EQ(denied.at("reason"), R"("role_missing")");

  // Once a minute, whichever matter; another request and another person each have their own.
  EXPECT_EQ(Show(kVerifier, "/v1/matters/even").status, 403);
  EXPECT_EQ(SettledSize(), before + 1);
  EXPECT_EQ(Show(kVerifier, "/v1/deadlines").status, 403);
  EXPECT_EQ(Show({.uid = 700'099}, "/v1/matters/odd").status, 403);
  EXPECT_EQ(SettledSize(), before + 3);
  EXPECT_EQ(Members(before + 2).at("recorded_by"), R"("uid:700099")");
  daemon_.clock().Pass(61 * kSecond);
  EXPECT_EQ(Show(kVerifier, "/v1/matters/odd").status, 403);
  EXPECT_EQ(SettledSize(), before + 4);

  // Any role would do: their names have no room in the entry.
  EXPECT_EQ(Show({.uid = 700'099}, "/v1/types").status, 403);
  ASSERT_EQ(SettledSize(), before + 5);
  EXPECT_FALSE(Members(before + 4).contains("role_needed"));
}

TEST_F(ViewingsTest, ARefusalStandsWhereItCannotBeRecorded) {
  daemon_.clock().StepWall(-3600 * kSecond);  // a clock that nothing is recorded by
  EXPECT_EQ(Show(kVerifier, "/v1/matters/odd").status, 403);
  EXPECT_EQ(SettledSize(), 5U);
}

}  // namespace
}  // namespace reqledger::daemon
