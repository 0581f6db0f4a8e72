#include "ledger/event/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/event/violation_matchers.h"

namespace reqledger::event {
namespace {

using testing::ElementsAre;

std::string WithOccurredAt(std::string_view occurred_at) {
  return R"({"type":"demand.received","matter":"m-1","occurred_at":)" + std::string(occurred_at) +
         '}';
}

std::string With(std::string_view member) {
  return R"({"type":"demand.received","matter":"m-1","occurred_at":{"precision":"unknown"},)" +
         std::string(member) + '}';
}

TEST(ParseEvent, TakesItApart) {
  const auto event = ParseEvent(
      R"({"kind": "us_sca_warrant", "type":"demand.received", "matter":"2013/00001", "z":[1, true],
          "idempotency_key":"k-1", "occurred_at":{"value":"2013-12-04","precision":"day"}, "a":{"c":1,"b":"\u00e9"}})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, "demand.received");
  EXPECT_EQ(event->matter, "2013/00001");
  EXPECT_EQ(event->occurred_at, R"({"precision":"day","value":"2013-12-04"})");
  EXPECT_EQ(event->idempotency_key, "k-1");
  ASSERT_EQ(event->members.size(), 3u);
  EXPECT_EQ(event->members[0].name, "a");
  EXPECT_EQ(event->members[0].value, R"({"b":"é","c":1})");
  EXPECT_EQ(event->members[1].value, R"("us_sca_warrant")");
  EXPECT_EQ(event->members[2].value, "[1,true]");
  EXPECT_EQ(
      event->canonical,
      R"({"a":{"b":"é","c":1},"kind":"us_sca_warrant","matter":"2013/00001",)"
      R"("occurred_at":{"precision":"day","value":"2013-12-04"},"type":"demand.received","z":[1,true]})");
}

TEST(ParseEvent, KeyIsNoPartOfTheSameEvent) {
  const auto with = ParseEvent(With(R"("idempotency_key":"k")"));
  const auto without = ParseEvent(WithOccurredAt(R"({"precision":"unknown"})"));
  ASSERT_TRUE(with && without);
  EXPECT_EQ(with->canonical, without->canonical);
  EXPECT_FALSE(without->idempotency_key);
}

TEST(ParseEvent, MakeEventMakesTheSame) {
  const auto parsed = ParseEvent(With(R"("a":1,"zz":"x","n":{"b":2})"));
  ASSERT_TRUE(parsed);
  const Event made = MakeEvent(parsed->type, parsed->matter, parsed->occurred_at,
                               {{"zz", "\"x\""}, {"n", R"({"b":2})"}, {"a", "1"}});
  EXPECT_EQ(made.canonical, parsed->canonical);
  EXPECT_EQ(made.members.size(), parsed->members.size());
  EXPECT_EQ(made.members[1].name, "n");
}

TEST(ParseEvent, CollectsWhatIsWrong) {
  const auto refused = ParseEvent(
      R"({"type":"Demand","seq":1,"matter_prev":"x","idempotency_key":7,"occurred_at":{"precision":"noon","value":"x","zone":"Z"}})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kInvalidArgument);
  EXPECT_THAT(PlacesAndRules(refused.error()),
              ElementsAre("/seq reserved_name", "/matter_prev reserved_name", "/type pattern",
                          "/matter required", "/idempotency_key type",
                          "/occurred_at/zone additionalProperties", "/occurred_at/precision enum"));
  EXPECT_EQ(refused.error().message,
            "event refused at /seq: reserved_name, expected no such member: the ledger itself "
            "writes it (and 6 more)");
}

TEST(ParseEvent, EveryReservedNameIsRefused) {
  for (const std::string name :
       {"prev", "seq", "v", "schema", "matter_seq", "matter_prev", "recorded_at", "recorded_by"}) {
    const auto refused = ParseEvent(With('"' + name + "\":1"));
    ASSERT_FALSE(refused) << name;
    EXPECT_THAT(PlacesAndRules(refused.error()), ElementsAre('/' + name + " reserved_name"));
  }
}

TEST(ParseEvent, NestedReservedNamesAreFree) {
  EXPECT_TRUE(ParseEvent(With(R"("a":{"seq":1,"v":2,"schema":3})")));
}

TEST(ParseEvent, MustBeAnObject) {
  for (const char* text : {"[]", "1", "\"x\"", "true"}) {
    const auto refused = ParseEvent(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_THAT(PlacesAndRules(refused.error()), ElementsAre(" type"));
  }
}

TEST(ParseEvent, DepthSixIsTheLast) {
  EXPECT_TRUE(ParseEvent(With(R"("a":[[[[[1]]]]])")));
  const auto refused = ParseEvent(With(R"("a":[[[[[[1]]]]]])"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(PlacesAndRules(refused.error()), ElementsAre("/a/0/0/0/0/0 depth"));
}

// The canonical form of the result is `bytes` long.
std::string EventOfSize(std::size_t bytes) {
  const std::string empty = With(R"("text":"")");
  return With(R"("text":")" + std::string(bytes - empty.size(), 'x') + '"');
}

TEST(ParseEvent, SizeLimitIsOnTheCanonicalForm) {
  const auto largest = ParseEvent(EventOfSize(base::kEventBytesMax));
  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->canonical.size(), base::kEventBytesMax);
  const auto over = ParseEvent(EventOfSize(base::kEventBytesMax + 1));
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, base::Code::kTooLarge);
  EXPECT_TRUE(ParseEvent(EventOfSize(base::kEventBytesMax) + std::string(1000, ' ')));
}

TEST(ParseEvent, SizeLimitOnWhatIsSent) {
  const std::string event = WithOccurredAt(R"({"precision":"unknown"})");
  EXPECT_TRUE(ParseEvent(event + std::string(base::kEventInputBytesMax - event.size(), ' ')));
  const auto over =
      ParseEvent(event + std::string(base::kEventInputBytesMax - event.size() + 1, ' '));
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, base::Code::kTooLarge);
}

TEST(ParseEvent, IdempotencyKeyIsVisibleAscii) {
  EXPECT_TRUE(ParseEvent(With(R"("idempotency_key":"!~")")));
  EXPECT_TRUE(ParseEvent(With(R"("idempotency_key":")" + std::string(128, 'k') + '"')));
  const std::string too_long(129, 'k');
  for (const std::string key : {"", "a b", "ä", "a\\n", too_long.c_str()}) {
    const auto refused = ParseEvent(With(R"("idempotency_key":")" + key + '"'));
    ASSERT_FALSE(refused) << key;
    EXPECT_THAT(PlacesAndRules(refused.error()), ElementsAre("/idempotency_key pattern"));
  }
}

TEST(OccurredAt, GoodForms) {
  for (const char* good : {
           R"({"precision":"instant","value":"2013-12-04T10:00:00Z"})",
           R"({"precision":"instant","value":"2016-02-29T10:00:00.123456-05:00"})",
           R"({"precision":"minute","value":"2013-12-04T10:00+01:00"})",
           R"({"precision":"day","value":"2016-02-29"})",
           R"({"precision":"on_or_before","value":"2013-12-04"})",
           R"({"precision":"on_or_after","value":"2013-12-04"})",
           R"({"precision":"month","value":"2013-12"})",
           R"({"precision":"year","value":"2013"})",
           R"({"precision":"unknown"})",
       }) {
    EXPECT_TRUE(ParseEvent(WithOccurredAt(good))) << good;
  }
}

TEST(OccurredAt, BadFormsNameTheMember) {
  struct Case {
    const char* text;
    const char* place;
  };
  for (const Case& c : {
           Case{R"({"precision":"instant","value":"2013-12-04T10:00:00"})",
                "/occurred_at/value format"},
           Case{R"({"precision":"instant","value":"2013-12-04T10:00:00.1234567Z"})",
                "/occurred_at/value format"},
           Case{R"({"precision":"instant","value":"2013-12-04T10:00:60Z"})",
                "/occurred_at/value format"},
           Case{R"({"precision":"minute","value":"2013-12-04T10:00Z"})",
                "/occurred_at/value format"},
           Case{R"({"precision":"day","value":"2013-02-29"})", "/occurred_at/value format"},
           Case{R"({"precision":"day","value":20130228})", "/occurred_at/value format"},
           Case{R"({"precision":"month","value":"2013-13"})", "/occurred_at/value format"},
           Case{R"({"precision":"year","value":"13"})", "/occurred_at/value format"},
           Case{R"({"precision":"year"})", "/occurred_at/value required"},
           Case{R"({"precision":"unknown","value":"2013"})", "/occurred_at/value format"},
           Case{R"({"value":"2013"})", "/occurred_at/precision enum"},
           Case{R"({"precision":1,"value":"2013"})", "/occurred_at/precision enum"},
           Case{R"("2013-12-04")", "/occurred_at type"},
       }) {
    const auto refused = ParseEvent(WithOccurredAt(c.text));
    ASSERT_FALSE(refused) << c.text;
    EXPECT_THAT(PlacesAndRules(refused.error()), ElementsAre(c.place)) << c.text;
  }
}

TEST(Names, Types) {
  for (const char* good : {"a.b", "demand.received", "a1.b_2.c"}) EXPECT_TRUE(IsType(good)) << good;
  for (const char* bad :
       {"", "demand", ".a", "a.", "a..b", "A.b", "a.1b", "a._b", "a.b c", "a.b\n"}) {
    EXPECT_FALSE(IsType(bad)) << bad;
  }
  EXPECT_TRUE(IsType("a." + std::string(62, 'b')));
  EXPECT_FALSE(IsType("a." + std::string(63, 'b')));
}

TEST(Names, MattersAndIdentifiers) {
  for (const char* good : {"m", "A-1/2:3._x", "0"}) EXPECT_TRUE(IsMatter(good)) << good;
  for (const char* bad : {"", "-a", "/a", "a b", "ä", "a\n", "a?"})
    EXPECT_FALSE(IsMatter(bad)) << bad;
  EXPECT_TRUE(IsMatter(std::string(128, 'a')));
  EXPECT_FALSE(IsMatter(std::string(129, 'a')));
  for (const char* good : {"d-1", ".", "a:b_c"}) EXPECT_TRUE(IsIdentifier(good)) << good;
  for (const char* bad : {"", "a/b", "a b"}) EXPECT_FALSE(IsIdentifier(bad)) << bad;
  EXPECT_TRUE(IsIdentifier(std::string(64, 'a')));
  EXPECT_FALSE(IsIdentifier(std::string(65, 'a')));
}

TEST(Privilege, WhoMaySubmitWhat) {
  EXPECT_EQ(PrivilegeOf("demand.received", "m-1"), Privilege::kAnyone);
  EXPECT_EQ(PrivilegeOf("demand.received", "ledger"), Privilege::kDaemonOnly);
  EXPECT_EQ(PrivilegeOf("ledger.correction", "m-1"), Privilege::kCorrection);
  EXPECT_EQ(PrivilegeOf("ledger.correction", "ledger"), Privilege::kDaemonOnly);
  EXPECT_EQ(PrivilegeOf("ledger.genesis", "m-1"), Privilege::kDaemonOnly);
  EXPECT_EQ(PrivilegeOf("ledger.new_kind", "m-1"), Privilege::kDaemonOnly);
  EXPECT_EQ(PrivilegeOf("access.opened", "m-1"), Privilege::kDaemonOnly);
  EXPECT_EQ(PrivilegeOf("ledgers.other", "m-1"), Privilege::kAnyone);
  for (const char* type : {"secrecy.expired", "deadline.met", "deadline.missed"}) {
    EXPECT_EQ(PrivilegeOf(type, "m-1"), Privilege::kHistoricalOnly) << type;
    EXPECT_EQ(PrivilegeOf(type, "ledger"), Privilege::kDaemonOnly) << type;
    EXPECT_FALSE(IsDaemonType(type));
  }
  EXPECT_TRUE(IsDaemonType("ledger.heartbeat"));
  EXPECT_FALSE(IsDaemonType("ledger.correction"));
}

TEST(Event, ModeAndMembersAreFound) {
  const auto historical = ParseEvent(With(R"("mode":"historical","a":1)"));
  const auto live = ParseEvent(With(R"("mode":"live")"));
  ASSERT_TRUE(historical && live);
  EXPECT_TRUE(IsHistorical(*historical));
  EXPECT_FALSE(IsHistorical(*live));
  ASSERT_NE(FindMember(*historical, "a"), nullptr);
  EXPECT_EQ(*FindMember(*historical, "a"), "1");
  EXPECT_EQ(FindMember(*historical, "b"), nullptr);
  EXPECT_EQ(FindMember(*historical, "type"), nullptr);
}

TEST(Event, DaemonsOwnTime) {
  const std::string occurred_at = OccurredAtInstant(base::Instant{1'386'151'200'000'001});
  EXPECT_EQ(occurred_at, R"({"precision":"instant","value":"2013-12-04T10:00:00.000001Z"})");
  EXPECT_TRUE(ParseEvent(WithOccurredAt(occurred_at)));
}

}  // namespace
}  // namespace reqledger::event
