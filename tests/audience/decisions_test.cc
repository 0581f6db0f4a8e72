// decisions_table.txt, which a person can read, is what the decision gives: no more and no less.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/audience/audience.h"

namespace reqledger::audience {
namespace {

constexpr const char* kTable = REQLEDGER_SOURCE_DIR "/tests/audience/decisions_table.txt";

Words SplitAt(const std::string& text, char separator) {
  Words words;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);) {
    if (!word.empty() && word != "-") words.insert(word);
  }
  return words;
}

// "existence_of_process+technique@everyone/court": what, from whom, but for whom. "-": not
// recorded.
Order OrderOf(const std::string& text) {
  const auto at = text.find('@');
  const auto slash = text.find('/');
  return {.forbids = SplitAt(text.substr(0, at), '+'),
          .protected_from = SplitAt(text.substr(at + 1, slash - at - 1), '+'),
          .permitted = slash == std::string::npos ? Words() : SplitAt(text.substr(slash + 1), '+')};
}

bool Take(Situation& situation, const std::string& name, const std::string& value) {
  if (name == "type") situation.type = value;
  if (name == "order") situation.orders.push_back(OrderOf(value));
  if (name == "matter_order") situation.matter_orders.push_back(OrderOf(value));
  if (name == "docket") situation.docket = value == "public" ? Docket::kPublic : Docket::kNotPublic;
  if (name == "unknown") situation.known = false;
  if (name == "own") situation.own = true;
  if (name == "own_target") situation.own_target = true;
  if (name == "banded") situation.banded = true;
  if (name == "ledger") situation.of_ledger = true;
  return SplitAt("type order matter_order docket unknown own own_target banded ledger", ' ')
      .contains(name);
}

constexpr const char* kClasses[] = {
    "core",    "chain",    "process",   "authority",         "authority*",
    "secrecy", "secrecy*", "challenge", "challenge*",        "production",
    "notice",  "target",   "target*",   "provider_internal", "provider_internal*",
    "ledger",  "ledger*"};

const View& ViewNamed(const std::string& name) {
  const View* const view = AudienceBook::BuiltIn().Find(name);
  return view == nullptr ? AudienceBook::BuiltIn().OfRoles({name}) : *view;
}

// The classes that the view shows, in words of the table.
std::string ShownBy(const View& view, const Situation& situation) {
  std::string shown;
  std::size_t count = 0;
  for (const std::string each : kClasses) {
    const bool personal = each.ends_with('*');
    const Member member{.member_class = personal ? each.substr(0, each.size() - 1) : each,
                        .personal = personal};
    if (!view.Shows(member, situation)) continue;
    ++count;
    shown += " " + each;
  }
  if (count == std::size(kClasses)) return " everything";
  return shown.empty() ? " nothing" : shown;
}

// One line: audiences, and what each of them is shown. Returns how many.
std::size_t CheckLine(const std::string& line, const Situation& situation,
                      const std::string& title) {
  const auto colon = line.find(':');
  std::istringstream names(line.substr(0, colon));
  std::size_t count = 0;
  for (std::string name; names >> name; ++count) {
    EXPECT_EQ(line.substr(colon + 1), ShownBy(ViewNamed(name), situation)) << title << ": " << name;
  }
  return count;
}

TEST(DecisionsTest, AreThoseOfTheTable) {
  std::ifstream file(kTable);
  ASSERT_TRUE(file);
  Situation situation;
  std::string title;
  std::size_t situations = 0;
  std::size_t checked = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream in(line);
    std::string first;
    in >> first;
    if (first == "==") {
      title = line;
      situation = Situation();
      situation.known = true;
      ++situations;
    } else if (first == "given") {
      for (std::string word; in >> word;) {
        const auto sign = word.find('=');
        const std::string value = sign == std::string::npos ? "" : word.substr(sign + 1);
        ASSERT_TRUE(Take(situation, word.substr(0, sign), value)) << title << ": " << word;
      }
    } else {
      checked += CheckLine(line, situation, title);
    }
  }
  EXPECT_GE(situations, 25U);
  EXPECT_EQ(checked, situations * (AudienceBook::BuiltIn().Names().size() + 1));
}

TEST(DecisionsTest, WhoeverIsShownAnythingIsShownTheType) {
  const AudienceBook& book = AudienceBook::BuiltIn();
  for (const std::string& name : book.Names()) {
    for (const char* const type : {"demand.held", "challenge.filed", "production.delivered"}) {
      for (const Docket docket : {Docket::kNone, Docket::kPublic, Docket::kNotPublic}) {
        for (const char* const word : {"existence_of_process", "fact_of_production"}) {
          const Situation situation{.type = type,
                                    .known = true,
                                    .own = true,
                                    .own_target = true,
                                    .docket = docket,
                                    .orders = {{.forbids = {word}}}};
          const View& view = *book.Find(name);
          for (const char* const each :
               {"process", "authority", "challenge", "production", "target", "ledger"}) {
            if (!view.Shows({.member_class = each}, situation)) continue;
            EXPECT_TRUE(view.ShowsEntry(situation)) << name << ' ' << type << ' ' << each;
          }
        }
      }
    }
  }
}

TEST(DecisionsTest, AWordOfTomorrowHidesAll) {
  const Situation situation{
      .type = "demand.received", .known = true, .orders = {{.forbids = {"something_new"}}}};
  EXPECT_FALSE(AudienceBook::BuiltIn().Find("oversight")->ShowsEntry(situation));
  EXPECT_EQ(AudienceBook::BuiltIn().Find("nobody"), nullptr);
  EXPECT_TRUE(AudienceBook::BuiltIn().OfRoles({"verifier", "recorder"}).opens_nothing());
}

}  // namespace
}  // namespace reqledger::audience
