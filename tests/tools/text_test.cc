#include "tools/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tools/table.h"

namespace reqledger::tools {
namespace {

using ::testing::ElementsAre;

TEST(TextTest, MeasuresWhatATerminalShows) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("é"), 1U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);  // combining accent
  EXPECT_EQ(DisplayWidth("日本"), 4U);
  EXPECT_EQ(DisplayWidth("\xff"), 1U);
}

TEST(TextTest, PadsByWidth) {
  EXPECT_EQ(PadRight("é", 3), "é  ");
  EXPECT_EQ(PadLeft("日", 3), " 日");
  EXPECT_EQ(PadRight("long", 2), "long");
}

TEST(TextTest, WrapsAtSpacesAndWithinLongWords) {
  EXPECT_THAT(WrapText("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(WrapText("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(WrapText("日本語", 4), ElementsAre("日本", "語"));
  EXPECT_THAT(WrapText("日", 1), ElementsAre("日"));
  EXPECT_THAT(WrapText("a\n\nb", 9), ElementsAre("a", "", "b"));
  EXPECT_THAT(WrapText("", 9), ElementsAre(""));
}

TEST(TextTest, MakesTextHarmlessToATerminal) {
  EXPECT_EQ(Printable("a\x1b[31mb\x07"), "a\\u001b[31mb\\u0007");
  EXPECT_EQ(Printable("\u009b!"), "\\u009b!");
  EXPECT_EQ(Printable("\xff"), "?");
  EXPECT_EQ(Printable("a\tb\nç"), "a\tb\nç");
}

TEST(TextTest, SaysSizesAndAgesInWords) {
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1400), "1.4 kB");
  EXPECT_EQ(HumanBytes(999'990), "1.0 MB");
  EXPECT_EQ(HumanBytes(12'300'000'000), "12 GB");
  EXPECT_EQ(HumanSeconds(1), "1 second");
  EXPECT_EQ(HumanSeconds(119), "119 seconds");
  EXPECT_EQ(HumanSeconds(7199), "119 minutes");
  EXPECT_EQ(HumanSeconds(3600), "1 hour");
  EXPECT_EQ(HumanSeconds(3 * 86400), "3 days");
  EXPECT_EQ(Grouped(1234), "1234");
  EXPECT_EQ(Grouped(1234567), "1 234 567");
}

TEST(TableTest, AlignsColumnsByWidth) {
  Table table({{"Seq", true}, {"Name"}, {"Rest"}});
  table.Add({"7", "Müller", "x"});
  table.Add({"417", "日本", "y"});
  std::ostringstream out;
  table.Print(Terminal::Plain(), out);
  EXPECT_EQ(out.str(),
            "Seq  Name    Rest\n"
            "  7  Müller  x\n"
            "417  日本    y\n");
}

TEST(TableTest, WrapsTheLastColumn) {
  Table table({{"A"}, {"B"}});
  table.Add({"a", std::string(60, 'x') + " " + std::string(60, 'y')});
  std::ostringstream out;
  table.Print(Terminal::Plain(), out);
  EXPECT_EQ(out.str(), "A  B\na  " + std::string(60, 'x') + "\n   " + std::string(60, 'y') + "\n");
}

}  // namespace
}  // namespace reqledger::tools
