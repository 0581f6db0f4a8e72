// The small readers of text: queries, durations, lines, export commands; and problems.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "daemon/duration.h"
#include "daemon/export_command.h"
#include "daemon/http.h"
#include "daemon/line_splitter.h"
#include "daemon/problem.h"
#include "daemon/start_refusal.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PercentDecode, DecodesOrRefuses) {
  EXPECT_EQ(PercentDecode("a%2Fb%2fc+"), "a/b/c+");
  EXPECT_EQ(PercentDecode("%41"), "A");
  for (const auto* text : {"%", "%4", "%4g", "a%"}) EXPECT_EQ(PercentDecode(text), std::nullopt);
}

TEST(QueryReader, TakesEachParameterOnceAndLeavesNone) {
  auto query = QueryReader::Parse("a=1&b=&flag=1&n=x");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->TakeText("a"), "1");
  EXPECT_EQ(query->TakeText("a"), std::nullopt);
  EXPECT_TRUE(query->TakeFlag("flag").value_or(false));
  EXPECT_FALSE(query->TakeFlag("flag").value_or(true));
  EXPECT_FALSE(query->TakeNumber("n"));
  const auto finished = query->Finish("a, flag");
  ASSERT_FALSE(finished);
  EXPECT_THAT(finished.error().message, HasSubstr("only the parameters a, flag"));
  EXPECT_EQ(query->TakeText("b"), "");
  EXPECT_TRUE(query->Finish("a, flag"));

  EXPECT_FALSE(QueryReader::Parse("a=1&a=2"));
  EXPECT_FALSE(QueryReader::Parse("a=%zz"));
  EXPECT_TRUE(QueryReader::Parse(""));
}

TEST(QueryReader, NumbersAreStrict) {
  for (const auto* text : {"n=", "n=01", "n=-1", "n=+1", "n=1.0", "n=18446744073709551616"}) {
    auto query = QueryReader::Parse(text);
    ASSERT_TRUE(query);
    EXPECT_FALSE(query->TakeNumber("n")) << text;
  }
}

TEST(ParseDuration, TakesFixedLengths) {
  using std::chrono::seconds;
  EXPECT_EQ(ParseDuration("PT0S"), seconds(0));
  EXPECT_EQ(ParseDuration("PT1H"), seconds(3600));
  EXPECT_EQ(ParseDuration("P1DT2H3M4S"), seconds(93784));
  EXPECT_EQ(ParseDuration("P2W"), seconds(14 * 86400));
  for (const auto* text :
       {"", "P", "PT", "P1", "1H", "PT1", "P1Y", "P1M", "PT1D", "P1H", "PT1S2H", "PT1H1H", "PT-1S",
        "PT1.5S", "P1DT", "p1d", "PT1S ", "P99999999999999D"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

std::vector<std::string> Split(const std::vector<std::string>& pieces) {
  std::vector<std::string> lines;
  LineSplitter splitter(5, [&](const LineSplitter::Line& line) {
    lines.push_back(std::to_string(line.number) + (line.too_long ? "!" : ":") +
                    std::string(line.text));
  });
  for (const std::string& piece : pieces) splitter.Feed(piece);
  splitter.Finish();
  return lines;
}

TEST(LineSplitter, SplitsWhateverThePieces) {
  EXPECT_THAT(Split({"a\nb", "c\n\nd"}), ElementsAre("1:a", "2:bc", "3:", "4:d"));
  EXPECT_THAT(Split({"12345\n123456\nx"}), ElementsAre("1:12345", "2!", "3:x"));
  EXPECT_THAT(Split({"123", "45", "\n", "123", "4567", "89", "\nok\n"}),
              ElementsAre("1:12345", "2!", "3:ok"));
  EXPECT_THAT(Split({"12", "345678"}), ElementsAre("1!"));
  EXPECT_TRUE(Split({}).empty());
  EXPECT_THAT(Split({"a\n"}), ElementsAre("1:a"));
}

TEST(ExportCommand, SaysWhereItIsWrong) {
  const auto whole = ParseExportCommand(R"({"audience":"auditor","publish_now":true})");
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_TRUE(whole->publish_now);
  EXPECT_TRUE(whole->matters.empty());
  struct Case {
    const char* json;
    const char* pointer;
  };
  for (const Case& c :
       {Case{"[]", ""}, Case{"{}", "/audience"}, Case{R"({"audience":1})", "/audience"},
        Case{R"({"audience":"auditor","matters":[]})", "/matters"},
        Case{R"({"audience":"auditor","matters":["a","a"]})", "/matters"},
        Case{R"({"audience":"auditor","matters":["a","ledger"]})", "/matters/1"},
        Case{R"({"audience":"auditor","matters":["a b"]})", "/matters/0"},
        Case{R"({"audience":"auditor","working":1})", "/working"},
        Case{R"({"audience":"auditor","other":1})", ""},
        Case{R"({"audience":"auditor","working":true,"publish_now":true})", "/working"}}) {
    const auto command = ParseExportCommand(c.json);
    ASSERT_FALSE(command) << c.json;
    ASSERT_EQ(command.error().violations.size(), 1U) << c.json;
    EXPECT_EQ(command.error().violations[0].pointer, c.pointer) << c.json;
  }
}

TEST(Problem, HasTheStatusOfItsCode) {
  const std::vector<std::pair<Code, int>> table = {{Code::kInvalidArgument, 400},
                                                   {Code::kUnauthenticated, 401},
                                                   {Code::kPermissionDenied, 403},
                                                   {Code::kNotFound, 404},
                                                   {Code::kConflict, 409},
                                                   {Code::kTooLarge, 413},
                                                   {Code::kExhausted, 429},
                                                   {Code::kUntrusted, 500},
                                                   {Code::kCorrupt, 500},
                                                   {Code::kUnavailable, 503},
                                                   {Code::kIo, 500}};
  for (const auto& [code, status] : table) {
    const Error error{code, "what", {}, {}};
    const Response response = ProblemResponse(error);
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(response.body, HasSubstr("\"code\":\"" + std::string(CodeName(code)) + "\""));
    EXPECT_EQ(response.headers.empty(), status != 429 && status != 503);
  }
}

TEST(Problem, EscapesWhatItTells) {
  std::string text;
  AppendProblem({Code::kInvalidArgument, "a \"b\"\n", {{"/x", "enum", "one of \"y\""}}, "finer"},
                text);
  EXPECT_EQ(
      text,
      R"({"type":"urn:reqledger:finer","title":"The request is malformed","status":400,"code":"invalid_argument",)"
      R"("detail":"a \"b\"\n","retry":false,"reason":"finer",)"
      R"("errors":[{"pointer":"/x","rule":"enum","expected":"one of \"y\""}]})");
}

TEST(StartRefusal, SaysWhatToDoAndEndsAsItMust) {
  EXPECT_EQ(StartRefusalStatus({Code::kUntrusted, "", {}, {}}), 1);
  EXPECT_EQ(StartRefusalStatus({Code::kCorrupt, "", {}, {}}), 1);
  EXPECT_EQ(StartRefusalStatus({Code::kInvalidArgument, "", {}, {}}), 2);
  EXPECT_EQ(StartRefusalStatus({Code::kNotFound, "", {}, {}}), 3);
  EXPECT_EQ(StartRefusalStatus({Code::kUnavailable, "", {}, {}}), 3);
  const std::string text =
      DescribeStartRefusal({Code::kUntrusted, "older", {}, "behind_high_water_mark"});
  EXPECT_THAT(text, HasSubstr("older copy"));
  EXPECT_THAT(text, HasSubstr("Nothing was recorded; opening the database may have dropped"));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  EXPECT_THAT(DescribeStartRefusal({Code::kUntrusted, "older", {}, "keys_behind_ledger"}),
              HasSubstr("put the current key folder in its place"));
}

}  // namespace
}  // namespace reqledger::daemon
