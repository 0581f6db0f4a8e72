// What a correction has read again is what was judged, or nothing.
#include "ledger/bundle/event_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/event/disclosure.h"
#include "tests/testing/bundle_builder.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::bundle {
namespace {

constexpr std::string_view kPath = "data/disclosures.jsonl";

std::string Line(int seq, const std::string& value) {
  const std::string salt(base::kSaltBytes, 's');
  return R"({"disclosures":[")" + event::MakeDisclosure(salt, "recorded_by", value) +
         R"("],"seq":)" + std::to_string(seq) + "}\n";
}

class EventLinesTest : public ::testing::Test {
 protected:
  EventLinesTest() {
    Write(Line(1, "\"a\"") + Line(2, "\"b\""));
    lines_.emplace(*folder_, [](const crypto::Hash&) { return docket::Identifiers(); });
    std::uint64_t offset = 0;
    for (const std::string& text : {Line(1, "\"a\""), Line(2, "\"b\"")}) {
      auto line = log::ReadDisclosureLine(std::string_view(text).substr(0, text.size() - 1));
      EXPECT_TRUE(line);
      line->offset = offset;
      offset += text.size();
      lines_->Note(line->seq, lines_->PlaceOf(*line));
    }
  }
  void Write(const std::string& bytes) {
    testing::WriteFiles({{std::string(kPath), bytes}}, dir_.path());
    auto folder = Folder::Open(dir_.path());
    EXPECT_TRUE(folder);
    if (!folder_) folder_.emplace(*std::move(folder));
  }
  base::Code CodeAt(std::uint64_t seq) {
    const auto event = lines_->EventAt(seq);
    EXPECT_FALSE(event);
    return event ? base::Code::kUnavailable : event.error().code;
  }

  testing::TempDir dir_;
  std::optional<Folder> folder_;
  std::optional<EventLines> lines_;
};

TEST_F(EventLinesTest, ALineIsReadAgain) {
  EXPECT_TRUE(lines_->EventAt(2));
  EXPECT_EQ(lines_->EventAt(1)->seq, 1U);
  EXPECT_EQ(CodeAt(3), base::Code::kNotFound);
}

TEST_F(EventLinesTest, AnotherLineInItsPlaceIsRefused) {
  Write(Line(1, "\"a\"") + Line(2, "\"c\""));
  EXPECT_TRUE(lines_->EventAt(1));
  EXPECT_EQ(CodeAt(2), base::Code::kIo);
}

TEST_F(EventLinesTest, AnotherEntryOrNoLineIsRefused) {
  Write(Line(2, "\"b\"") + Line(1, "\"a\""));
  EXPECT_EQ(CodeAt(2), base::Code::kIo);
  Write(Line(1, "\"a\""));
  EXPECT_TRUE(lines_->EventAt(1));
  EXPECT_EQ(CodeAt(2), base::Code::kIo);
}

// Who wrote the file cannot tell the mark of any line.
TEST_F(EventLinesTest, EachReadingHasMarksOfItsOwn) {
  const EventLines others(*folder_, {});
  EXPECT_NE(others.PlaceOf({}).mark, lines_->PlaceOf({}).mark);
}

}  // namespace
}  // namespace reqledger::bundle
