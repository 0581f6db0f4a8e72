#include "tools/cli.h"

#include <gflags/gflags.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

DEFINE_string(test_name, "nobody", "Name of the person.");
DEFINE_uint64(test_count, 3, "Number of things.");
DEFINE_bool(test_switch, false, "Do it.");
DEFINE_string(test_foreign, "", "A flag of another command.");

namespace reqledger::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const CommandSpec& Spec() {
  static const CommandSpec kSpec = {"prog act",
                                    "FILE [FILE …]",
                                    "Acts on files.",
                                    {"test_name", "test_count", "test_switch"},
                                    "  prog act --test_name=Ann file",
                                    1,
                                    3};
  return kSpec;
}

class CliTest : public ::testing::Test {
 protected:
  base::Result<CommandLine> Parse(const std::vector<std::string>& words) {
    return ParseCommandLine(Spec(), words);
  }
  // That `words` are refused as usage, in words that hold `said`.
  void ExpectRefused(const std::vector<std::string>& words, const std::string& said) {
    const auto line = Parse(words);
    ASSERT_FALSE(line);
    EXPECT_EQ(ExitOf(line.error()), kExitUsage);
    EXPECT_THAT(line.error().message, HasSubstr(said));
  }
  std::string WriteFile(const std::string& text) {
    const std::string path = ::testing::TempDir() + "/cli_test.flags";
    std::ofstream(path) << text;
    return path;
  }

 private:
  google::FlagSaver saver_;
};

TEST_F(CliTest, ReadsEveryForm) {
  const auto line =
      Parse({"a", "--test_name=Ann", "-test_count", "7", "--test_switch", "b", "--", "--c"});
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_THAT(line->arguments, ElementsAre("a", "b", "--c"));
  EXPECT_EQ(FLAGS_test_name, "Ann");
  EXPECT_EQ(FLAGS_test_count, 7U);
  EXPECT_TRUE(FLAGS_test_switch);
  EXPECT_TRUE(WasGiven(*line, "test_name"));
}

TEST_F(CliTest, NegatesSwitches) {
  FLAGS_test_switch = true;
  ASSERT_TRUE(Parse({"a", "--notest_switch"}));
  EXPECT_FALSE(FLAGS_test_switch);
}

TEST_F(CliTest, TakesADashAsAnArgument) {
  const auto line = Parse({"-"});
  ASSERT_TRUE(line);
  EXPECT_THAT(line->arguments, ElementsAre("-"));
}

TEST_F(CliTest, KeepsAnEmptyValueAndOneWithEqualsSigns) {
  ASSERT_TRUE(Parse({"a", "--test_name=x=y"}));
  EXPECT_EQ(FLAGS_test_name, "x=y");
  ASSERT_TRUE(Parse({"a", "--test_name="}));
  EXPECT_EQ(FLAGS_test_name, "");
}

TEST_F(CliTest, RefusesUnknownFlagsAndSuggests) {
  ExpectRefused({"a", "--test_nome=x"}, "did you mean --test_name?");
  ExpectRefused({"a", "--zzz"}, "it takes --test_name --test_count --test_switch");
}

TEST_F(CliTest, RefusesFlagsOfOtherCommandsAndOfGflagsItself) {
  ExpectRefused({"a", "--test_foreign=x"}, "has no flag --test_foreign");
  ExpectRefused({"a", "--undefok=x"}, "has no flag --undefok");
  ExpectRefused({"a", "--notest_name"}, "has no flag --notest_name");
}

TEST_F(CliTest, RefusesRepeatedFlags) {
  ExpectRefused({"a", "--test_count=1", "--test_count=1"}, "--test_count is given twice");
  ExpectRefused({"a", "--test_switch", "--notest_switch"}, "--test_switch is given twice");
}

TEST_F(CliTest, RefusesBadValues) {
  ExpectRefused({"a", "--test_count=many"}, "--test_count cannot be 'many'");
  ExpectRefused({"a", "--test_count=-1"}, "whole number from 0 up");
  ExpectRefused({"a", "--test_count=1.5"}, "--test_count cannot be '1.5'");
  ExpectRefused({"a", "--test_switch=perhaps"}, "--test_switch or --notest_switch");
  ExpectRefused({"a", "--notest_switch=true"}, "takes no value");
  ExpectRefused({"a", "--test_name"}, "--test_name lacks its value: --test_name=TEXT");
}

TEST_F(CliTest, RefusesAWrongNumberOfArguments) {
  ExpectRefused({}, "prog act FILE [FILE …]");
  ExpectRefused({"1", "2", "3", "4"}, "'4' is one argument too many");
}

TEST_F(CliTest, ReadsAFlagFile) {
  const std::string path = WriteFile("# for tests\n\n--test_name=Bea\n  --test_switch\n");
  ASSERT_TRUE(Parse({"a", "--flagfile=" + path}));
  EXPECT_EQ(FLAGS_test_name, "Bea");
  EXPECT_TRUE(FLAGS_test_switch);
}

TEST_F(CliTest, RefusesABadFlagFileByLine) {
  const std::string path = WriteFile("--test_name=Bea\n--test_nome=C\n");
  ExpectRefused({"a", "--flagfile=" + path}, path + ":2: ");
  WriteFile("--test_name=Bea\n");
  ExpectRefused({"a", "--test_name=A", "--flagfile=" + path}, "given twice");
  WriteFile("--flagfile=" + path + "\n");
  ExpectRefused({"a", "--flagfile=" + path}, "--flagfile is given twice");
  ExpectRefused({"a", "--flagfile=/nowhere/x"}, "--flagfile cannot be read");
}

TEST_F(CliTest, HelpNeedsNothingElseAndShowsOwnFlagsOnly) {
  const auto line = Parse({"--help"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->wants, CommandLine::Wants::kHelp);
  std::ostringstream out;
  PrintHelp(Spec(), out);
  EXPECT_THAT(out.str(), HasSubstr("--test_count=N\n      Number of things. (by default 3)"));
  EXPECT_THAT(out.str(), HasSubstr("  prog act --test_name=Ann file"));
  EXPECT_THAT(out.str(), ::testing::Not(HasSubstr("test_foreign")));
}

TEST_F(CliTest, SplitsLists) {
  EXPECT_THAT(SplitList("f", "a,b").value(), ElementsAre("a", "b"));
  EXPECT_TRUE(SplitList("f", "").value().empty());
  for (const char* bad : {",a", "a,,b", "a,"}) {
    const auto parts = SplitList("f", bad);
    ASSERT_FALSE(parts) << bad;
    EXPECT_THAT(parts.error().message, HasSubstr("--f has an empty part"));
  }
}

TEST_F(CliTest, ComplainsWithEveryBrokenRule) {
  std::ostringstream err;
  const base::Error error{base::Code::kInvalidArgument,
                          "refused",
                          {{"/kind", "enum", "one of a, b"}, {"", "syntax", "JSON"}},
                          {}};
  EXPECT_EQ(Complain("prog act", error, err), kExitRefused);
  EXPECT_EQ(err.str(),
            "prog act: refused\n"
            "  /kind: one of a, b (enum)\n"
            "  the whole event: JSON (syntax)\n");
}

TEST(ExitStatusTest, FollowsTheContract) {
  const auto exit_of = [](base::Code code) { return ExitOf(base::Error{code, "", {}, {}}); };
  EXPECT_EQ(exit_of(base::Code::kConflict), kExitRefused);
  EXPECT_EQ(exit_of(base::Code::kPermissionDenied), kExitRefused);
  EXPECT_EQ(exit_of(base::Code::kUntrusted), kExitRefused);
  EXPECT_EQ(exit_of(base::Code::kNotFound), kExitFailed);
  EXPECT_EQ(exit_of(base::Code::kUnavailable), kExitFailed);
  EXPECT_EQ(exit_of(base::Code::kIo), kExitFailed);
  EXPECT_EQ(ExitOf(UsageError("x")), kExitUsage);
}

}  // namespace
}  // namespace reqledger::tools
