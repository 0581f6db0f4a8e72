// What takes a second person where the roles file says so, and what an approval is good for.
#include "daemon/approvals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <string>

#include "tests/daemon/ask_as.h"
#include "tests/daemon/temp_daemon.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::daemon {
namespace {

using testing::DemandReceived;
using ::testing::HasSubstr;

const Peer kAnna{.uid = 700'001};
const Peer kBert{.uid = 700'002};
const Peer kDesk{.uid = 700'003};
constexpr const char* kRoles =
    "counsel uid:700001\nimporter uid:700001\ncounsel uid:700002\nimporter uid:700002\n"
    "recorder uid:700003\n";
constexpr const char* kSecond =
    "second_person demand.received,erasure\nsecond_person export_under_seal\n";

class ApprovalsTest : public ::testing::Test {
 protected:
  void StartWith(const std::string& roles) {
    const std::string path = dir_.path("roles");
    std::ofstream(path) << roles;
    ::chmod(path.c_str(), 0644);
    daemon_.config().roles_file = path;
    daemon_.Start();
  }
  Response Post(const Peer& peer, const std::string& target, const std::string& body) {
    return testing::AskAs(daemon_.service(), peer,
                          {.method = "POST", .target = target, .body = body});
  }
  Response Approve(const Peer& peer, const std::string& request, const std::string& body) {
    return Post(peer, "/v1/approvals", R"({"request":")" + request + R"(","body":)" + body + "}");
  }
  base::Result<RoleTable> Parse(const std::string& text) {
    return RoleTable::Parse(text, "r", daemon_.service().ledger().catalogue);
  }

  testing::TempDir dir_;
  testing::TempDaemon daemon_;
};

void ExpectNeeded(const Response& response) {
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body, HasSubstr("second_person_needed"));
}

TEST_F(ApprovalsTest, NobodyIsAskedForWhereTheFileDoesNotSaySo) {
  StartWith(kRoles);
  EXPECT_EQ(Post(kAnna, "/v1/events", DemandReceived("M", "D1")).status, 201);
}

TEST_F(ApprovalsTest, AnEventTakesTheApprovalOfSomebodyElse) {
  StartWith(std::string(kRoles) + kSecond);
  const std::string demand = DemandReceived("M", "D1");
  ExpectNeeded(Post(kAnna, "/v1/events", demand));
  EXPECT_EQ(daemon_.size(), 1U);
  EXPECT_EQ(Approve(kDesk, "POST /v1/events", demand).status, 403);
  // One's own approval is none.
  ASSERT_EQ(Approve(kAnna, "POST /v1/events", demand).status, 201);
  ExpectNeeded(Post(kAnna, "/v1/events", demand));
  EXPECT_EQ(daemon_.size(), 3U);  // that Desk was refused, and the approval
  // Anna's is good for Bert, and for exactly this.
  ExpectNeeded(Post(kBert, "/v1/events", DemandReceived("M", "D2")));
  EXPECT_EQ(Post(kBert, "/v1/events", demand).status, 201);
  // Nor is the daemon's own user an exception.
  ExpectNeeded(Post({.uid = ::geteuid()}, "/v1/events", DemandReceived("M", "D2")));
}

TEST_F(ApprovalsTest, HowItIsWrittenAndItsIdempotencyKeyDoNotMatter) {
  StartWith(std::string(kRoles) + kSecond);
  const std::string demand = DemandReceived("M", "D1");
  ASSERT_EQ(Approve(kBert, "POST /v1/events", demand).status, 201);
  const std::string keyed = R"({ "idempotency_key" : "k-1" ,)" + demand.substr(1);
  const Response first = Post(kAnna, "/v1/events", keyed);
  EXPECT_EQ(first.status, 201) << first.body;
  // An answer that was lost can be asked for.
  EXPECT_EQ(Post(kAnna, "/v1/events", keyed).status, 200);
}

TEST_F(ApprovalsTest, LinesOfABatchAreAskedOneByOne) {
  StartWith(std::string(kRoles) + kSecond);
  const std::string approved = DemandReceived("M1", "D1");
  ASSERT_EQ(Approve(kBert, "POST /v1/events", approved).status, 201);
  const Response answers = Post(kAnna, "/v1/events:batch?on_error=continue",
                                DemandReceived("M2", "D2") + "\n" + approved + "\n");
  EXPECT_THAT(answers.body,
              HasSubstr(R"({"line":1,"problem":{"type":"urn:reqledger:second_person_needed")"));
  EXPECT_THAT(answers.body, HasSubstr(R"({"line":2,"result")"));
  EXPECT_EQ(daemon_.size(), 3U);
}

TEST_F(ApprovalsTest, AnApprovalEndsAndOutlivesARestart) {
  StartWith(std::string(kRoles) + kSecond);
  const std::string demand = DemandReceived("M", "D1");
  const std::int64_t before = daemon_.clock().Wall().micros;
  const Response approved = Approve(kBert, "POST /v1/events", demand);
  const std::int64_t after = daemon_.clock().Wall().micros;
  ASSERT_EQ(approved.status, 201) << approved.body;
  const auto answer = boost::json::parse(approved.body);
  EXPECT_EQ(answer.at("seq"), 1);
  const auto expires_at = base::ParseRecordedAt(answer.at("expires_at").as_string());
  ASSERT_TRUE(expires_at);
  EXPECT_GT(expires_at->micros, before + kApprovalMicros);
  EXPECT_LT(expires_at->micros, after + kApprovalMicros);
  daemon_.Stop();
  daemon_.Start();
  daemon_.clock().Pass(kApprovalMicros - 60'000'000);
  EXPECT_EQ(Post(kAnna, "/v1/events?dry_run=1", demand).status, 200);
  daemon_.clock().Pass(60'000'000);
  ExpectNeeded(Post(kAnna, "/v1/events", demand));
  daemon_.Stop();
  daemon_.Start();
  ExpectNeeded(Post(kAnna, "/v1/events", demand));
}

TEST_F(ApprovalsTest, AnErasureAndAnExportUnderSealToo) {
  StartWith(std::string(kRoles) + kSecond);
  const std::string demand = DemandReceived("M", "D1");
  ASSERT_EQ(Approve(kBert, "POST /v1/events", demand).status, 201);
  ASSERT_EQ(Post(kAnna, "/v1/events", demand).status, 201);

  const std::string sealed =
      R"({"audience":"court_sealed","court":"C","docket":"1","authority":"an order",)"
      R"("publish_now":true})";
  ExpectNeeded(Post(kAnna, "/v1/exports", sealed));
  ASSERT_EQ(Approve(kBert, "POST /v1/exports", sealed).status, 201);
  ExpectNeeded(Post(kBert, "/v1/exports", sealed));
  EXPECT_EQ(Post(kAnna, "/v1/exports", sealed).content_type, "application/zip");
  // Not under seal: nobody else is asked for.
  EXPECT_EQ(Post(kAnna, "/v1/exports", R"({"audience":"auditor","publish_now":true})").content_type,
            "application/zip");

  const std::string erasure =
      R"({"matter":"M","scope":"all","basis":"policy","authority":"counsel"})";
  EXPECT_EQ(Post(kAnna, "/v1/erasures?dry_run=1", erasure).status, 200);
  ExpectNeeded(Post(kAnna, "/v1/erasures", erasure));
  // What was approved as something else is not approved.
  ASSERT_EQ(Approve(kBert, "POST /v1/exports", erasure).status, 201);
  ExpectNeeded(Post(kAnna, "/v1/erasures", erasure));
  ASSERT_EQ(Approve(kBert, "POST /v1/erasures", erasure).status, 201);
  EXPECT_EQ(Post(kAnna, "/v1/erasures", erasure).status, 201);
}

TEST_F(ApprovalsTest, WhatIsNoRequestIsNotApproved) {
  StartWith(std::string(kRoles) + kSecond);
  for (const char* body :
       {"[]", "{}", R"({"request":"POST /v1/events"})", R"({"request":"POST /v1/x","body":{}})",
        R"({"request":"POST /v1/erasures","body":[]})", R"({"request":1,"body":{}})",
        R"({"request":"POST /v1/erasures","body":{},"more":1})"}) {
    EXPECT_EQ(Post(kBert, "/v1/approvals", body).status, 400) << body;
  }
  // An event is looked at before it is approved, and by the rights of who approves.
  EXPECT_EQ(Approve(kBert, "POST /v1/events", R"({"type":"no.such"})").status, 400);
  EXPECT_EQ(
      Approve(kBert, "POST /v1/events", R"({"type":"access.viewed","matter":"ledger"})").status /
          100,
      4);
  EXPECT_EQ(daemon_.size(), 1U);
}

TEST_F(ApprovalsTest, TheFileSaysItClearly) {
  StartWith(kRoles);
  const auto table = Parse("second_person secrecy.*\ncounsel uid:700001\nsecond_person erasure\n");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->lines(), 1U);
  const Access access = table->Of(kAnna);
  ASSERT_TRUE(access.second_person);
  EXPECT_TRUE(access.second_person->types.contains("secrecy.release_cleared"));
  EXPECT_FALSE(access.second_person->types.contains("demand.received"));
  EXPECT_TRUE(access.second_person->erasure);
  EXPECT_FALSE(access.second_person->export_under_seal);
  for (const char* line : {"second_person", "second_person ,", "second_person no.such",
                           "second_person erasure counsel", "second_person access.viewed",
                           "second_person erasures", "second_person access.*"}) {
    const auto refused = Parse(line);
    ASSERT_FALSE(refused) << line;
    EXPECT_THAT(refused.error().message, HasSubstr("roles file r:1: ")) << line;
  }
}

}  // namespace
}  // namespace reqledger::daemon
