// Who may do what: the roles file, the table of requests, and what of an event is whose to record.
#include "daemon/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "daemon/routes.h"
#include "ledger/event/disclosure.h"
#include "tests/daemon/ask_as.h"
#include "tests/daemon/temp_daemon.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::daemon {
namespace {

using testing::AskAs;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempDaemon;

constexpr uid_t kFirstUid = 700'000;  // of a user that no machine has

Peer UserOf(Role role) { return {.uid = kFirstUid + static_cast<uid_t>(role)}; }
const Peer kNobody{.uid = kFirstUid + 99};

// A line for each role, and a user of its own for each.
std::string EveryRole() {
  std::string text = "# a user for each role\n\n";
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    text += std::string(kRoleNames.at(i)) + " uid:" + std::to_string(kFirstUid + i) + "\n";
  }
  return text;
}

// The walkthrough's event of `type`, as a desk records it live, in another matter: with demand
// `matter`-D1, order `matter`-S1 and so on.
std::string Live(const std::string& type, const std::string& matter) {
  std::ifstream sample(REQLEDGER_SOURCE_DIR "/schemas/samples/walkthrough.jsonl");
  for (std::string line; std::getline(sample, line);) {
    auto event = line.starts_with('{') ? boost::json::parse(line) : boost::json::value();
    if (!event.is_object() || event.at("type").as_string() != type) continue;
    event.as_object().erase("mode");
    std::string text = boost::json::serialize(event);
    const std::string was = "2023-00417";
    for (std::size_t at = 0; (at = text.find(was, at)) != std::string::npos; at += matter.size()) {
      text.replace(at, was.size(), matter);
    }
    return text;
  }
  ADD_FAILURE() << "no such event in the walkthrough: " << type;
  return {};
}

std::string With(const std::string& event, const std::string& members) {
  return event.substr(0, event.size() - 1) + members + "}";
}

class RolesTest : public ::testing::Test {
 protected:
  void UseRoles(const std::string& text) {
    const std::string path = dir_.path("roles");
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0644);
    daemon_.config().roles_file = path;
    daemon_.Start();
  }
  Response Ask(const Peer& peer, const testing::AskedAs& asked) {
    return AskAs(daemon_.service(), peer, asked);
  }
  Response Record(const Peer& peer, const std::string& event, const std::string& query = "") {
    return Ask(peer, {.method = "POST", .target = "/v1/events" + query, .body = event});
  }
  base::Result<RoleTable> Parse(const std::string& text) {
    return RoleTable::Parse(text, "r", daemon_.service().ledger().catalogue);
  }

  testing::TempDir dir_;
  TempDaemon daemon_;
};

TEST_F(RolesTest, TheFileIsReadLineByLine) {
  const auto table =
      Parse(EveryRole() + "auditor gid:4711\nreader cert:spiffe://example.org/a#b # c\n");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->lines(), kRoleNames.size() + 2);
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    EXPECT_EQ(table->Of(UserOf(static_cast<Role>(i))).roles.Names(), kRoleNames.at(i));
  }
  EXPECT_TRUE(table->Of(kNobody).roles.empty());
  // A supplementary group counts; several lines add up.
  EXPECT_EQ(table->Of({.uid = kNobody.uid, .groups = {1, 4711}}).roles.Names(), "auditor");
  EXPECT_EQ(table->Of({.uid = kFirstUid, .groups = {4711}}).roles.Names(), "recorder, auditor");
  // A certificate stands for itself: no user of the same number, and no group.
  const Peer certified{.uid = 0, .groups = {4711}, .certificate = "spiffe://example.org/a#b"};
  EXPECT_EQ(table->Of(certified).roles.Names(), "reader");
  EXPECT_EQ(table->Of(certified).recorder.name, "cert:spiffe://example.org/a#b");
  EXPECT_EQ(table->Of({.uid = ::geteuid()}).roles.Names(), RoleSet::All().Names());
  EXPECT_TRUE(table->Of({.uid = ::geteuid(), .certificate = "other"}).roles.empty());
}

TEST_F(RolesTest, RootHasNoRoleUnlessItIsTheDaemonsUser) {
  const auto table = Parse("");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->Of({.uid = 0}).roles.empty(), ::geteuid() != 0);
  EXPECT_TRUE(table->Of({.uid = ::geteuid() + 1}).roles.empty());
}

TEST_F(RolesTest, ALineThatIsNotClearIsRefusedWithItsPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"admin uid:0", "r:1: expected a role: recorder, importer"},
      {"\n# c\nreader", "r:3: expected whom it is for"},
      {"reader alice", "r:1: expected whom it is for: uid:NAME, gid:NAME or cert:NAME"},
      {"reader user:0", "r:1: expected whom it is for"},
      {"reader uid:no-such-user-here", "r:1: no such user here"},
      {"reader gid:no-such-group-here", "r:1: no such group here"},
      {"reader uid:", "r:1: no such user here"},
      {"reader uid:-1", "r:1: no such user here"},
      {"reader uid:4294967295", "r:1: no such user here"},
      {"reader uid:4294967296", "r:1: no such user here"},
      {"reader uid:65534", "r:1: 65534 is what every user of another user namespace looks like"},
      {"reader gid:65534", "r:1: 65534 is what"},
      {"reader cert:", "r:1: expected behind cert:"},
      {"reader uid:0 demand.received", "r:1: only a recorder has a list of types"},
      {"recorder uid:0 demand.received search.performed", "r:1: expected at most three words"},
      {"recorder uid:0 demand.recieved", "is called demand.recieved"},
      {"recorder uid:0 access.*", "is called access.*"},
      {"recorder uid:0 ledger.genesis", "is called ledger.genesis"},
      {"recorder uid:0 secrecy.vacated", "secrecy.vacated is for the role counsel alone"},
      {"recorder uid:0 ,", "r:1: expected types"},
  };
  for (const auto& [text, expected] : cases) {
    const auto table = Parse(text);
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().reason, "usage") << text;
    EXPECT_THAT(table.error().message, HasSubstr(expected)) << text;
  }
}

TEST_F(RolesTest, AFileThatOthersMayWriteIsNotTrusted) {
  UseRoles(EveryRole());
  for (const mode_t mode : {mode_t{0664}, mode_t{0646}}) {
    ::chmod(daemon_.config().roles_file.c_str(), mode);
    const auto reloaded = daemon_.service().ReloadRoles();
    ASSERT_FALSE(reloaded);
    EXPECT_EQ(reloaded.error().code, base::Code::kPermissionDenied);
  }
}

TEST_F(RolesTest, ReloadingTakesEffectAtOnceAndABadFileChangesNothing) {
  UseRoles("reader uid:700000\n");
  const Peer peer{.uid = kFirstUid};
  EXPECT_EQ(Ask(peer, {.target = "/v1/deadlines"}).status, 200);
  std::ofstream(daemon_.config().roles_file) << "reeder uid:700000\n";
  ASSERT_FALSE(daemon_.service().ReloadRoles());
  EXPECT_EQ(Ask(peer, {.target = "/v1/deadlines"}).status, 200);
  std::ofstream(daemon_.config().roles_file) << "verifier uid:700000\n";
  ASSERT_TRUE(daemon_.service().ReloadRoles());
  EXPECT_EQ(Ask(peer, {.target = "/v1/deadlines"}).status, 403);
  EXPECT_EQ(Ask(peer, {.target = "/v1/entries/0"}).status, 200);
}

// roles_table.txt: by request, what each column may.
std::map<std::string, std::vector<std::string>> ReadTable() {
  std::map<std::string, std::vector<std::string>> table;
  std::ifstream file(REQLEDGER_SOURCE_DIR "/tests/daemon/roles_table.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string method;
    std::string path;
    words >> method >> path;
    auto& row = table[method + " " + path];
    for (std::string word; words >> word;) row.push_back(word);
  }
  return table;
}

TEST_F(RolesTest, EachRequestIsForTheRolesOfTheTable) {
  UseRoles(EveryRole());
  auto table = ReadTable();
  std::vector<Peer> callers = {kNobody};
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    callers.push_back(UserOf(static_cast<Role>(i)));
  }
  const Planner planner = daemon_.service().planner();
  for (const Route& route : Routes()) {
    const std::string name = std::string(route.method) + " " + std::string(route.path);
    ASSERT_EQ(table[name].size(), callers.size()) << name;
    Request request;
    request.method = route.method;
    request.path = std::string(route.path);
    for (const std::string_view braces : {"{seq}", "{id}", "{path...}"}) {
      if (const auto at = request.path.find(braces); at != std::string::npos) {
        request.path.replace(at, braces.size(), "0");
      }
    }
    request.content_type = route.body == Body::kLines ? "application/x-ndjson" : "application/json";
    for (std::size_t i = 0; i < callers.size(); ++i) {
      request.peer = callers[i];
      const Plan plan = planner(request);
      EXPECT_EQ(plan.refusal.has_value(), table[name][i] == ".") << name << " column " << i;
      if (plan.refusal) {
        EXPECT_EQ(plan.refusal->status, 403);
      }
    }
    request.peer = {.uid = ::geteuid()};
    EXPECT_FALSE(planner(request).refusal) << name;
    table.erase(name);
  }
  EXPECT_TRUE(table.empty()) << "no such request: " << table.begin()->first;
}

TEST_F(RolesTest, WhoMaySeePartSeesThatPart) {
  UseRoles(EveryRole());
  const Peer desk = UserOf(Role::kRecorder);
  ASSERT_EQ(Record(desk, Live("demand.received", "M1")).status, 201);
  constexpr const char* kPersonal = "Fictitious Judge";
  constexpr const char* kOrdinary = "us_sca_warrant";

  const std::string for_verifier = Ask(UserOf(Role::kVerifier), {.target = "/v1/entries/1"}).body;
  EXPECT_THAT(for_verifier, HasSubstr(R"("members":{})"));
  EXPECT_THAT(for_verifier, HasSubstr(R"("disclosures":[])"));
  EXPECT_THAT(for_verifier, HasSubstr("_sd"));
  EXPECT_THAT(for_verifier, Not(HasSubstr("decoy")));
  const std::string for_auditor = Ask(UserOf(Role::kAuditor), {.target = "/v1/entries/1"}).body;
  EXPECT_THAT(for_auditor, HasSubstr(kPersonal));
  EXPECT_THAT(for_auditor, HasSubstr(kOrdinary));

  const std::string for_reader = Ask(UserOf(Role::kReader), {.target = "/v1/matters/M1"}).body;
  EXPECT_THAT(for_reader, HasSubstr(kOrdinary));
  EXPECT_THAT(for_reader, Not(HasSubstr(kPersonal)));
  EXPECT_THAT(Ask(UserOf(Role::kCounsel), {.target = "/v1/matters/M1"}).body, HasSubstr(kPersonal));

  EXPECT_EQ(Ask(desk, {.target = "/v1/receipts/1"}).status, 200);
  EXPECT_EQ(Ask(UserOf(Role::kImporter), {.target = "/v1/receipts/1"}).status, 403);
  EXPECT_EQ(Ask(desk, {.target = "/v1/receipts/0"}).status, 403);
  EXPECT_EQ(Ask(UserOf(Role::kVerifier), {.target = "/v1/receipts/0"}).status, 200);
}

TEST_F(RolesTest, ARecorderRecordsTheTypesOfItsList) {
  UseRoles("recorder uid:700000 demand.*\nrecorder uid:700001 secrecy.received,notice.sent\n");
  const Peer intake{.uid = kFirstUid};
  const Peer orders{.uid = kFirstUid + 1};
  EXPECT_EQ(Record(orders, Live("demand.received", "M1")).status, 403);
  EXPECT_EQ(Record(intake, Live("demand.received", "M1")).status, 201);
  const Response refused = Record(intake, Live("secrecy.received", "M1"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr(R"("pointer":"/type")"));
  EXPECT_THAT(refused.body, HasSubstr("role_missing"));
  EXPECT_EQ(daemon_.size(), 2U);
  // What is not its type is refused before it is looked at.
  EXPECT_EQ(Record(intake, R"({"type":"secrecy.received","matter":"M1",)"
                           R"("occurred_at":{"precision":"unknown"},"nonsense":1})")
                .status,
            403);
}

TEST_F(RolesTest, HistoricalEventsAreForTheImporter) {
  UseRoles(EveryRole());
  const std::string old = testing::DemandReceived("M1", "D1");  // mode historical
  const Response refused = Record(UserOf(Role::kRecorder), old);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr(R"("pointer":"/mode")"));
  EXPECT_EQ(Record(UserOf(Role::kCounsel), old).status, 403);
  EXPECT_EQ(Record(UserOf(Role::kImporter), Live("demand.received", "M2")).status, 403);
  EXPECT_EQ(daemon_.size(), 1U);
  EXPECT_EQ(Record(UserOf(Role::kImporter), old).status, 201);
  // Line by line in a batch.
  const std::string lines = Live("demand.received", "M3") + "\n" +
                            testing::DemandReceived("M4", "D4") + "\n" +
                            Live("demand.received", "M5") + "\n";
  const Response batch =
      Ask(UserOf(Role::kRecorder),
          {.method = "POST", .target = "/v1/events:batch?on_error=continue", .body = lines});
  EXPECT_THAT(batch.body, HasSubstr(R"({"line":1,"result")"));
  EXPECT_THAT(batch.body, HasSubstr(R"({"line":2,"problem":{"type":"urn:reqledger:role_missing")"));
  EXPECT_THAT(batch.body, HasSubstr(R"({"line":3,"result")"));
  EXPECT_EQ(daemon_.size(), 4U);
}

TEST_F(RolesTest, WhatLiftsSecrecyIsForCounsel) {
  UseRoles(EveryRole() + "recorder uid:700005\nimporter uid:700010\n");
  const Peer desk = UserOf(Role::kRecorder);
  const Peer counsel = UserOf(Role::kCounsel);  // and a recorder
  ASSERT_EQ(Record(desk, Live("demand.received", "M1")).status, 201);
  ASSERT_EQ(Record(desk, Live("secrecy.received", "M1")).status, 201);
  const std::string order =
      R"(,"matter":"M1","occurred_at":{"precision":"day","value":"2026-11-20"})";
  const std::string ended =
      R"({"type":"secrecy.terminated","secrecy_id":"M1-S1","by":"issuer")" + order + "}";
  const Response refused = Record(desk, ended);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("the role counsel alone"));
  // An import is no way around it.
  EXPECT_EQ(Record({.uid = kFirstUid + 10}, With(ended, R"(,"mode":"historical")")).status, 403);

  // Nor is a correction of the order; one of a demand is everyday work.
  const std::string correction = R"({"type":"ledger.correction","reason":"typing_error")" + order;
  const std::string of_order = correction + R"(,"corrects":2,"withdraws":true})";
  const std::string of_demand = correction + R"(,"corrects":1,"members":{"jurisdiction":"US-NY"}})";
  const Response not_theirs = Record(desk, of_order);
  EXPECT_EQ(not_theirs.status, 403) << not_theirs.body;
  EXPECT_THAT(not_theirs.body, HasSubstr(R"("pointer":"/corrects")"));
  const Response corrected = Record(desk, of_demand);
  EXPECT_EQ(corrected.status, 201) << corrected.body;
  const Response withdrawn = Record(counsel, of_order, "?dry_run=1");
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
  const Response done = Record(counsel, ended);
  EXPECT_EQ(done.status, 201) << done.body;
}

TEST_F(RolesTest, APureRecorderLearnsNothingOfMattersOfOthers) {
  UseRoles("recorder uid:700000\nrecorder uid:700001\nrecorder uid:700002\nreader uid:700002\n");
  const Peer one{.uid = kFirstUid};
  const Peer other{.uid = kFirstUid + 1};
  const Peer knowing{.uid = kFirstUid + 2};
  ASSERT_EQ(Record(other, Live("demand.received", "M1")).status, 201);

  const auto problem = [](const Response& response) {
    auto json = boost::json::parse(response.body);
    return std::to_string(response.status) + boost::json::serialize(json);
  };
  const auto about = [](const std::string& demand) {
    return R"({"type":"demand.triaged","matter":"M9","priority":"routine","demand_id":")" + demand +
           R"(","occurred_at":{"precision":"day","value":"2026-11-20"}})";
  };
  // There and not there are one answer, for what it names and for what it would introduce.
  const std::string there = problem(Record(one, about("M1-D1")));
  EXPECT_EQ(there, problem(Record(one, about("M2-D1"))));
  EXPECT_THAT(there, HasSubstr("409"));
  EXPECT_THAT(there, HasSubstr("identifier_not_yours"));
  std::string taken = Live("demand.received", "M9");
  taken.replace(taken.find("M9-D1"), 5, "M1-D1");
  EXPECT_EQ(there, problem(Record(one, taken)));
  EXPECT_EQ(Record(one, taken, "?dry_run=1").status,
            200);  // which costs nothing, so it tells nothing
  // Who may read is told what is wrong.
  EXPECT_THAT(problem(Record(knowing, about("M2-D1"))), HasSubstr("identifier_unknown"));
  EXPECT_THAT(problem(Record(knowing, taken)), HasSubstr("identifier_taken"));

  // Of its own event it is told what it said, and not where the matter stands.
  const Response first =
      Record(other, With(Live("demand.received", "M3"), R"(,"idempotency_key":"k")"));
  const Response again =
      Record(other, With(Live("demand.received", "M3"), R"(,"idempotency_key":"k")"));
  const Response known = Record(knowing, Live("demand.received", "M4"));
  ASSERT_EQ(first.status, 201);
  ASSERT_EQ(again.status, 200);
  const auto names = [](const Response& response) {
    std::set<std::string> found;
    const auto answer = boost::json::parse(response.body);
    for (const auto& disclosure : answer.at("disclosures").as_array()) {
      const auto parsed = event::ParseDisclosure(std::string_view(disclosure.as_string()));
      if (parsed) found.insert(parsed->name);
    }
    return found;
  };
  std::set<std::string> all = names(known);
  EXPECT_EQ(all.erase("matter_seq") + all.erase("matter_prev"), 2U);
  EXPECT_EQ(names(first), all);
  EXPECT_EQ(names(again), all);

  // A step that is not expected is refused without a word on the state.
  const std::string early = R"({"type":"demand.resumed","matter":"M1","demand_id":"M1-D1",)"
                            R"("occurred_at":{"precision":"day","value":"2026-11-20"}})";
  const std::string irregular = problem(Record(other, early));
  EXPECT_THAT(irregular, HasSubstr("409"));
  EXPECT_THAT(irregular, HasSubstr("out_of_sequence"));
  EXPECT_THAT(irregular, Not(HasSubstr("received")));
  EXPECT_THAT(problem(Record(knowing, early)), HasSubstr("in state received"));

  // Entries of others are not there to be corrected.
  const auto correct = [](int seq) {
    return R"({"type":"ledger.correction","reason":"typing_error","matter":"M1","corrects":)" +
           std::to_string(seq) +
           R"(,"occurred_at":{"precision":"day","value":"2026-11-20"},"members":{"jurisdiction":"US-NY"}})";
  };
  EXPECT_EQ(problem(Record(one, correct(1))), problem(Record(one, correct(4711))));
  EXPECT_EQ(Record(other, correct(1)).status, 201);
}

}  // namespace
}  // namespace reqledger::daemon
