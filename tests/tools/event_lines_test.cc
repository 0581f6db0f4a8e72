#include "tools/event_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/base/limits.h"

namespace reqledger::tools {
namespace {

std::vector<EventText> Split(std::string_view input, std::size_t piece_bytes) {
  EventSplitter splitter;
  std::vector<EventText> events;
  while (!input.empty()) {
    splitter.Feed(input.substr(0, piece_bytes), events);
    input.remove_prefix(std::min(piece_bytes, input.size()));
  }
  splitter.Finish(events);
  return events;
}

// The events with their lines, however the input is cut into pieces.
std::vector<std::pair<std::string, std::size_t>> SplitAnyHow(std::string_view input) {
  std::vector<std::pair<std::string, std::size_t>> first;
  for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{3}, std::size_t{4096}}) {
    std::vector<std::pair<std::string, std::size_t>> found;
    for (const EventText& event : Split(input, piece_bytes)) {
      found.emplace_back(event.text, event.line);
    }
    if (piece_bytes == 1) first = found;
    EXPECT_EQ(found, first) << "in pieces of " << piece_bytes;
  }
  return first;
}

using Pair = std::pair<std::string, std::size_t>;
using ::testing::ElementsAre;

TEST(EventSplitterTest, TakesOneEventALine) {
  EXPECT_THAT(SplitAnyHow("{\"a\":1}\n{\"b\":2}\n"),
              ElementsAre(Pair("{\"a\":1}", 1), Pair("{\"b\":2}", 2)));
}

TEST(EventSplitterTest, TakesALastLineWithoutItsEnd) {
  EXPECT_THAT(SplitAnyHow("{\"a\":1}\n{\"b\":2}"),
              ElementsAre(Pair("{\"a\":1}", 1), Pair("{\"b\":2}", 2)));
}

TEST(EventSplitterTest, LeavesOutCommentsAndBlankLines) {
  EXPECT_THAT(SplitAnyHow("// one\n\n  // two\n{\"a\":\"//\"}\n   \n{\"b\":2}\n"),
              ElementsAre(Pair("{\"a\":\"//\"}", 4), Pair("{\"b\":2}", 6)));
}

TEST(EventSplitterTest, TakesAnEventOverSeveralLinesWithComments) {
  EXPECT_THAT(SplitAnyHow("// x\n{\n  // the name }\n  \"a\": \"}\\\"{\",\n  \"b\": [1,\n 2]\n}\n"),
              ElementsAre(Pair("{\t  \"a\": \"}\\\"{\",\t  \"b\": [1,\t 2]\t}", 2)));
}

TEST(EventSplitterTest, TakesSeveralEventsOverSeveralLines) {
  EXPECT_THAT(SplitAnyHow("{\n\"a\":1}\n{\n\"b\":2\n}\n"),
              ElementsAre(Pair("{\t\"a\":1}", 1), Pair("{\t\"b\":2\t}", 3)));
}

TEST(EventSplitterTest, ABrokenLineAmongLinesStandsByItself) {
  EXPECT_THAT(SplitAnyHow("{\"a\":1}\n{\"b\":\n{\"c\":3}\n"),
              ElementsAre(Pair("{\"a\":1}", 1), Pair("{\"b\":", 2), Pair("{\"c\":3}", 3)));
}

TEST(EventSplitterTest, HandsOverWhatNeverCloses) {
  EXPECT_THAT(SplitAnyHow("{\n\"a\": 1\n"), ElementsAre(Pair("{\t\"a\": 1", 1)));
  EXPECT_THAT(SplitAnyHow("nonsense"), ElementsAre(Pair("nonsense", 1)));
}

TEST(EventSplitterTest, TakesWindowsLines) {
  EXPECT_THAT(SplitAnyHow("{\"a\":1}\r\n{\"b\":2}\r\n"),
              ElementsAre(Pair("{\"a\":1}", 1), Pair("{\"b\":2}", 2)));
}

TEST(EventSplitterTest, CutsAnEndlessLineOneByteOverTheLimit) {
  const std::string endless(3 * base::kEventInputBytesMax, 'x');
  const auto events = Split(endless + "\n{\"a\":1}\n", 65536);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].text.size(), base::kEventInputBytesMax + 1);
  EXPECT_EQ(events[1].text, "{\"a\":1}");
}

TEST(EventSplitterTest, CutsAnEndlessEventOneByteOverTheLimit) {
  std::string endless = "{\n";
  while (endless.size() < 2 * base::kEventInputBytesMax)
    endless += "\"aaaaaaaaaaaaaaaaaaaaaaa\":1,\n";
  for (const EventText& event : Split(endless, 65536)) {
    EXPECT_LE(event.text.size(), base::kEventInputBytesMax + 1);
  }
}

TEST(EventSplitterTest, CountsBytesForProgress) {
  const auto events = Split("{\"a\":1}\n// x\n{\"b\":2}\n", 5);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].bytes, 8U);
  EXPECT_EQ(events[1].bytes, 21U);
}

}  // namespace
}  // namespace reqledger::tools
