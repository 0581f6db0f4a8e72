#include "tools/interview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <fstream>
#include <sstream>

#include "ledger/event/json.h"
#include "tests/tools/catalogue.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

using ::testing::HasSubstr;

// No daemon: what a matter has already is not known, and nothing is suggested from it.
const char* const kNoSocket = "/nonexistent/socket";

class InterviewTest : public ::testing::Test {
 protected:
  base::Result<boost::json::object> Run(const std::string& type, const std::string& answers,
                                        const std::vector<std::string>& attachments = {}) {
    std::istringstream in(answers);
    const Form form = FormOf(type);
    const event::Schema schema = event::Schema::Parse(SchemaOf(type)).value();
    const DaemonClient daemon(HttpClient::To(SocketAddress{kNoSocket}).value());
    const LocalClock clock{1'795'383'605};
    Asker asker(in, out_, Terminal::Plain(), clock);
    return Interview({schema, form, daemon, clock}, asker, attachments);
  }
  std::ostringstream out_;
};

TEST_F(InterviewTest, AsksAndBuildsAnEvent) {
  std::string answers = "M/1\n2026-11-22\n";
  const Form form = FormOf("demand.triaged");
  for (const Field& field : form.fields) {
    if (!field.required) continue;
    ASSERT_TRUE(field.kind == FieldKind::kText || field.kind == FieldKind::kChoice) << field.name;
    answers += field.kind == FieldKind::kChoice ? "1\n" : "M-1-D1\n";
  }
  answers += std::string(50, '\n');
  const auto event = Run("demand.triaged", answers);
  ASSERT_TRUE(event) << event.error().message << out_.str();
  EXPECT_EQ(event->at("matter").as_string(), "M/1");
  EXPECT_EQ(event->at("demand_id").as_string(), "M-1-D1");
  EXPECT_EQ(event::Canonical(event->at("occurred_at")),
            R"({"precision":"day","value":"2026-11-22"})");
}

TEST_F(InterviewTest, SaysWhatIsWrongAndAsksAgain) {
  const auto event = Run("demand.triaged", " bad matter\nM-1\nsoon\ntoday\n");
  ASSERT_FALSE(event);  // the answers ended
  EXPECT_EQ(ExitOf(event.error()), kExitUsage);
  EXPECT_THAT(event.error().message, HasSubstr("nothing was recorded"));
  EXPECT_THAT(out_.str(), HasSubstr("Not so: 1 to 128 of"));
  EXPECT_THAT(out_.str(), HasSubstr("not a time: say now, today"));
}

TEST_F(InterviewTest, SuggestsIdentifiersOfWhatIsNew) {
  EXPECT_FALSE(Run("demand.received", "a/b\nnow\n"));
  EXPECT_THAT(out_.str(), HasSubstr("demand_id [a-b-D1]: "));
}

TEST_F(InterviewTest, NumbersChoices) {
  EXPECT_FALSE(Run("demand.received", "M\nnow\n\n999\n"));
  EXPECT_THAT(out_.str(), HasSubstr("  1 us_sca_warrant"));
  EXPECT_THAT(out_.str(), HasSubstr("Not so: "));
}

TEST_F(InterviewTest, DigestsPapers) {
  const std::string path = ::testing::TempDir() + "/interview_test.pdf";
  std::ofstream(path) << "paper";
  std::string answers = "M\nnow\nD\n";
  const auto event =
      Run("demand.triaged", answers + std::string(60, '1') + "\n", {"order:" + path});
  EXPECT_FALSE(event);  // one answer is not enough; the papers were taken before
  EXPECT_THAT(out_.str(), ::testing::Not(HasSubstr("documents:")));
  const auto unknown = Run("demand.triaged", answers, {"nonsense:" + path});
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("'nonsense' is no role; there are instrument"));
  const auto missing = Run("demand.triaged", answers, {"order:/nonexistent"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(ExitOf(missing.error()), kExitUsage);
}

}  // namespace
}  // namespace reqledger::tools
