#include "ledger/event/pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>

namespace reqledger::event {
namespace {

TEST(Pattern, RefusesWhatIsNotBounded) {
  for (const char* text : {"",
                           "^",
                           "$",
                           "abc",
                           "^abc",
                           "abc$",
                           "^a*$",
                           "^a+$",
                           "^a?$",
                           "^(a)$",
                           "^a|b$",
                           "^.$",
                           "^a{2,}$",
                           "^a{,2}$",
                           "^a{0}$",
                           "^a{3,2}$",
                           "^a{2$",
                           "^{2}$",
                           "^[$",
                           "^[]$",
                           "^[a$",
                           "^[^a]$",
                           "^[b-a]$",
                           "^[[:alpha:]]$",
                           "^\\d$",
                           "^\\$",
                           "^[\\w]$",
                           "^é$",
                           "^[é]$",
                           "^a{1025}$",
                           "^a{1000}b{25}$",
                           "^a$b$",
                           "^a^b$",
                           "^a{01}$",
                           "^[a-]b]$",
                           "^a{1,100}a{1,100}$"}) {
    EXPECT_FALSE(Pattern::Parse(text)) << text;
  }
}

TEST(Pattern, Matches) {
  const auto date = Pattern::Parse("^[0-9]{4}-[0-9]{2}-[0-9]{2}[T0-9:.Z+-]{0,22}$");
  ASSERT_TRUE(date);
  EXPECT_TRUE(date->Matches("2013-12-04"));
  EXPECT_TRUE(date->Matches("2013-12-04T10:00:00-05:00"));
  EXPECT_FALSE(date->Matches("2013-12-04\n"));
  EXPECT_FALSE(date->Matches("2013-12-0"));
  EXPECT_FALSE(date->Matches(" 2013-12-04"));
  EXPECT_FALSE(date->Matches("2013-12-04é"));
  const auto greedy = Pattern::Parse("^[a-z]{1,3}[a-c]{2}x$");
  ASSERT_TRUE(greedy);
  EXPECT_TRUE(greedy->Matches("abcx"));
  EXPECT_TRUE(greedy->Matches("aaabcx"));
  EXPECT_FALSE(greedy->Matches("abx"));
  EXPECT_FALSE(greedy->Matches("aaaabcx"));
}

TEST(Pattern, EscapesAndHyphens) {
  const auto pattern = Pattern::Parse("^\\$\\^[\\]\\\\a-]$");
  ASSERT_TRUE(pattern);
  for (const char* good : {"$^]", "$^\\", "$^a", "$^-"})
    EXPECT_TRUE(pattern->Matches(good)) << good;
  for (const char* bad : {"$^b", "$^", "^$a"}) EXPECT_FALSE(pattern->Matches(bad)) << bad;
  EXPECT_TRUE(Pattern::Parse("^$")->Matches(""));
}

// The judge runs the same patterns through std::regex: both must say the same.
TEST(Pattern, AgreesWithStdRegex) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::array<std::string, 8> atoms = {"a",     "-",     "\\.",    "[ab]",
                                            "[a-c]", "[b.-]", "[\\]a]", "/"};
  const std::array<std::string, 5> bounds = {"", "", "{2}", "{0,2}", "{1,3}"};
  const std::string alphabet = "abc-./]";
  int matches = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::string text = "^";
    for (std::size_t i = 1 + below(4); i > 0; --i) text += atoms[below(8)] + bounds[below(5)];
    text += '$';
    const auto pattern = Pattern::Parse(text);
    ASSERT_TRUE(pattern) << text;
    const std::regex reference(text);
    for (int sample = 0; sample < 20; ++sample) {
      std::string subject;
      for (std::size_t i = below(6); i > 0; --i) subject += alphabet[below(alphabet.size())];
      const bool expected = std::regex_search(subject, reference);
      ASSERT_EQ(pattern->Matches(subject), expected) << text << " on " << subject;
      matches += expected ? 1 : 0;
    }
  }
  EXPECT_GT(matches, 100);
}

TEST(Pattern, StdRegexDoesNotTakeNewlineForTheEnd) {
  EXPECT_FALSE(std::regex_search(std::string("abc\n"), std::regex("^abc$")));
  EXPECT_FALSE(std::regex_search(std::string("x\nabc"), std::regex("^abc$")));
}

}  // namespace
}  // namespace reqledger::event
