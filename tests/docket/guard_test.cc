#include "ledger/docket/guard.h"

#include <gtest/gtest.h>

namespace reqledger::docket {
namespace {

const Members kEvent = {{"complete", "false"},
                        {"kind", "\"us_sca_warrant\""},
                        {"count", "7"},
                        {"instrument", R"({"served_at":"2026-03-02"})"}};
const Members kSubject = {{"emergency", R"({"basis":"danger_of_death"})"}, {"stayed", "true"}};

bool Holds(std::string_view guard) { return Guard::Parse(guard).value().Holds(kEvent, kSubject); }

TEST(GuardTest, ReadsEventAndSubject) {
  EXPECT_TRUE(Holds("complete = false"));
  EXPECT_FALSE(Holds("complete"));
  EXPECT_TRUE(Holds("not complete"));
  EXPECT_TRUE(Holds("instrument.served_at"));
  EXPECT_TRUE(Holds("instrument.served_at = 2026-03-02"));
  EXPECT_FALSE(Holds("instrument.issued_at"));
  EXPECT_TRUE(Holds("count = 7"));
  EXPECT_TRUE(Holds("subject.emergency"));
  EXPECT_TRUE(Holds("subject.emergency.basis = danger_of_death"));
  EXPECT_FALSE(Holds("emergency"));
  EXPECT_FALSE(Holds("subject.kind"));
}

TEST(GuardTest, WordsAndConjunctions) {
  EXPECT_TRUE(Holds("kind in (us_wiretap, us_sca_warrant)"));
  EXPECT_FALSE(Holds("kind in (us_wiretap)"));
  EXPECT_TRUE(Holds("kind != us_wiretap"));
  EXPECT_TRUE(Holds("absent != anything"));
  EXPECT_FALSE(Holds("absent = anything"));
  EXPECT_TRUE(Holds("kind = us_sca_warrant and subject.stayed = true"));
  EXPECT_FALSE(Holds("kind = us_sca_warrant and subject.stayed = false"));
  EXPECT_TRUE(Guard().Holds({}, {}));
}

TEST(GuardTest, RefusesWhatIsNoGuard) {
  for (const char* const text :
       {"", " ", "a b", "a =", "a = ", "= a", "a in ()", "a in (b,c)", "a in (b", "A = b", "a. = b",
        ".a", "a..b", "a and ", "a = \"b\"", "not a = b", "a or b", "subject. = a"}) {
    EXPECT_FALSE(Guard::Parse(text)) << text;
  }
}

TEST(GuardTest, RefusesWhatIsTooLongToBeHeldAgainstEveryEvent) {
  std::string guard = "kind = a";
  while (guard.size() < 2000) guard += " and kind = a";
  EXPECT_TRUE(Guard::Parse(guard));
  while (guard.size() <= 2048) guard += " and kind = a";
  EXPECT_FALSE(Guard::Parse(guard));
}

}  // namespace
}  // namespace reqledger::docket
