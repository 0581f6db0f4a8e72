#include "ledger/docket/rule_book.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/docket/rules.h"

namespace reqledger::docket {
namespace {

const std::string kPack =
    R"({"kind":"pack","name":"p","version":1,"title":"P","time_zone":"UTC","enabled":true,)"
    R"("effective_from":"2020-01-01","effective_to":"2025-01-01","deadline_rules":[)"
    R"({"rule":"r","title":"R","subject":"demand","starts":[{"type":"demand.received"}],)"
    R"("duration":"P1D","calendar":"plain"}]})";
const std::string kCalendars =
    R"({"kind":"calendars","calendars":[{"calendar":"plain","counts":"days"}],"holiday_sets":[]})";

std::string With(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

base::Result<void> Checked(const std::string& pack) {
  RuleBook book;
  RETURN_IF_ERROR(book.Add("calendars.json", kCalendars));
  RETURN_IF_ERROR(book.Add("p.json", pack));
  return book.Check();
}

TEST(RuleBookTest, ReadsTheProjectsOwnRules) {
  EXPECT_EQ(Rules().machines().size(), 3U);
  EXPECT_GE(Rules().packs().size(), 6U);
}

// Every kind that an event may name is described once among the packs that are enabled.
TEST(RuleBookTest, EveryKindIsDescribedOnce) {
  std::multiset<std::string> described;
  for (const auto& pack : Rules().packs()) {
    if (!pack->enabled) continue;
    for (const auto* const kinds :
         {&pack->demand_kinds, &pack->secrecy_kinds, &pack->challenge_kinds}) {
      for (const auto& [name, kind] : *kinds) described.insert(name);
    }
  }
  for (const auto& [type, member] :
       {std::pair("demand.received", "kind"), std::pair("secrecy.received", "secrecy_kind"),
        std::pair("challenge.filed", "challenge_kind")}) {
    const auto& enumeration = Schemas().Latest(type)->FindMember(member)->enumeration;
    ASSERT_FALSE(enumeration.empty());
    for (const std::string& kind : enumeration) EXPECT_GE(described.count(kind), 1U) << kind;
  }
}

TEST(RuleBookTest, AVersionHoldsInItsTimeAndTheHighestWins) {
  RuleBook book;
  ASSERT_TRUE(book.Add("calendars.json", kCalendars));
  ASSERT_TRUE(book.Add("p1.json", kPack));
  ASSERT_TRUE(book.Add("p2.json", With(With(kPack, R"("version":1)", R"("version":2)"),
                                       "2020-01-01", "2023-01-01")));
  ASSERT_TRUE(
      book.Add("off.json", With(With(kPack, R"("name":"p")", R"("name":"off")"), "true", "false")));
  ASSERT_TRUE(book.Check());
  const auto on = [&](std::string_view day) {
    std::string labels;
    for (const RulePack* const pack : book.PacksOn(*ParseDay(day))) labels += pack->Label() + " ";
    return labels;
  };
  EXPECT_EQ(on("2019-12-31"), "");
  EXPECT_EQ(on("2020-01-01"), "p.v1 ");
  EXPECT_EQ(on("2023-01-01"), "p.v2 ");
  EXPECT_EQ(on("2025-01-01"), "");
  EXPECT_FALSE(book.FindPack("p.v1")->confirmed());
  EXPECT_NE(book.FindRule("p.v1", "r"), nullptr);
  EXPECT_EQ(book.FindRule("p.v1", "s"), nullptr);
}

TEST(RuleBookTest, RefusesAndNamesThePlace) {
  EXPECT_TRUE(Checked(kPack));
  const auto message = [](const std::string& pack) {
    const auto checked = Checked(pack);
    return checked ? std::string("accepted") : checked.error().message;
  };
  EXPECT_EQ(message(With(kPack, "P1D", "1 day")),
            "rules: p.json: /deadline_rules/0/duration: not a duration such as P90D, P1Y or PT48H");
  EXPECT_EQ(message(With(kPack, "plain", "strange")),
            "rules: p.v1: r: there is no calendar strange");
  EXPECT_EQ(message(With(kPack, "UTC", "Middle/Earth")),
            "rules: p.v1: time zone Middle/Earth: not in the system's database (package tzdata)");
  EXPECT_EQ(
      message(With(kPack, R"("type":"demand.received")", R"("type":"demand.received","if":"a b")")),
      "rules: p.json: /deadline_rules/0/starts/0/if: not a guard: a b");
  EXPECT_EQ(message(With(kPack, "2020-01-01", "yesterday")),
            "rules: p.json: /effective_from: a day such as 2026-01-31 is expected");
  EXPECT_NE(message(With(kPack, "\"pack\"", "\"bag\"")), "accepted");
  EXPECT_NE(message(kPack.substr(1)), "accepted");
  EXPECT_EQ(message(With(kPack, "P1D", "P401Y")),
            "rules: p.json: /deadline_rules/0/duration: not a duration such as P90D, P1Y or PT48H");
  const std::string rule = kPack.substr(kPack.find(R"({"rule")"));
  EXPECT_EQ(message(With(kPack, "]}", "," + rule.substr(0, rule.size() - 2) + "]}")),
            "rules: p.json: /deadline_rules/1/rule: each stands once");
  const std::string hours = R"("recording":{"late_after":"PT48H"},"deadline_rules")";
  EXPECT_EQ(message(With(kPack, R"("deadline_rules")", hours)),
            "rules: p.json: /recording/late_after: a period of days, such as P7D, is expected");
}

// Files may come from a stranger.
TEST(RuleBookTest, AFileMayNotContradictItselfOrBeWithoutEnd) {
  RuleBook book;
  const std::string calendar = R"({"calendar":"plain","counts":"days"})";
  EXPECT_FALSE(book.Add("c.json", With(kCalendars, calendar, calendar + "," + calendar)));
  EXPECT_FALSE(book.Add("c.json", std::string(kRuleFileBytesMax + 1, ' ')));
  EXPECT_FALSE(book.Add("c.json", std::string(100'000, '[')));
  std::string days;
  for (int i = 0; i <= 10'000; ++i) days += (i == 0 ? "" : ",") + std::string(R"("2020-01-01")");
  const std::string set = R"({"set":"s","from":"2020-01-01","to":"2020-12-31","days":[)";
  EXPECT_FALSE(book.Add("c.json", With(kCalendars, R"("holiday_sets":[)",
                                       R"("holiday_sets":[)" + set + days + "]}")));
}

}  // namespace
}  // namespace reqledger::docket
