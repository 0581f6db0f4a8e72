#include "tools/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <sstream>

#include "tests/tools/catalogue.h"

namespace reqledger::tools {
namespace {

using boost::json::array;
using boost::json::object;

TEST(WordingTest, SaysValuesInWords) {
  const Form form = FormOf("demand.received");
  EXPECT_EQ(InWords("us_sca_warrant", form.Find("kind")), "us sca warrant");
  EXPECT_EQ(InWords("a_b", nullptr), "a_b");
  EXPECT_EQ(InWords(true, nullptr), "yes");
  EXPECT_EQ(InWords(-3, nullptr), "-3");
  EXPECT_EQ(InWords(object{{"categories", array{"content_stored", "location_historical"}}},
                    form.Find("data")),
            "Categories of data: content stored, location historical");
}

TEST(WordingTest, CutsDigests) {
  const Form form = FormOf("demand.received");
  const Field& document = form.Find("documents")->parts.front();
  EXPECT_EQ(InWords(object{{"role", "instrument"}, {"sha256", std::string(64, 'a')}}, &document),
            "Role: instrument; SHA-256: aaaaaaaaaaaaaaaa…");
}

TEST(WordingTest, SaysTimesAsPreciselyAsTheyAreKnown) {
  const auto say = [](std::string_view precision, std::string_view value) {
    return OccurredInWords(object{{"precision", precision}, {"value", value}});
  };
  EXPECT_EQ(say("minute", "2026-11-22T16:40-05:00"), "2026-11-22 16:40 -05:00");
  EXPECT_EQ(say("instant", "2026-11-22T16:40:05.25Z"), "2026-11-22 16:40 Z");
  EXPECT_EQ(say("day", "2026-11-22"), "2026-11-22");
  EXPECT_EQ(say("on_or_before", "2026-11-22"), "by 2026-11-22");
  EXPECT_EQ(say("on_or_after", "2026-11-22"), "from 2026-11-22");
  EXPECT_EQ(OccurredInWords(object{{"precision", "unknown"}}), "not known");
  EXPECT_EQ(RecordedInWords("2026-11-22T18:03:11.000001Z"), "2026-11-22 18:03");
  EXPECT_EQ(RecordedInWords("short"), "short");
}

TEST(WordingTest, PrintsMembersByOrderWithLabelsAndNothingThatATerminalObeys) {
  const Form form = FormOf("demand.received");
  const object members = {{"type", "demand.received"},
                          {"note", "hello \x1b[2Jthere"},
                          {"kind", "us_sca_warrant"},
                          {"demand_id", "M-D1"},
                          {"zz_later", 1}};
  std::ostringstream out;
  PrintMembers(members, &form, 2, Terminal::Plain(), out);
  EXPECT_EQ(out.str(),
            "  Demand                      M-D1\n"
            "  Kind of demand              us sca warrant\n"
            "  Note                        hello \\u001b[2Jthere\n"
            "  zz_later                    1\n");
}

}  // namespace
}  // namespace reqledger::tools
