#include "tools/skeleton.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/value.hpp>

#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/event/schema.h"
#include "tests/tools/catalogue.h"
#include "tools/event_lines.h"
#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

constexpr std::string_view kNow = "2026-11-22T16:40-05:00";

// What `record` makes of a file.
boost::json::value Read(const std::string& text) {
  EventSplitter splitter;
  std::vector<EventText> events;
  splitter.Feed(text, events);
  splitter.Finish(events);
  EXPECT_EQ(events.size(), 1U) << text;
  if (events.size() != 1) return {};
  auto value = event::ParseStrict(events[0].text, event::Names::kEvent, 6);
  EXPECT_TRUE(value) << value.error().message << "\n" << text;
  return value.value_or(boost::json::value());
}

// Takes the // away from every optional line, but not from comments.
std::string TakeAllIn(const std::string& text) {
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    std::string line = text.substr(start, end - start);
    const std::size_t first = line.find_first_not_of(' ', 2);
    if (line.starts_with("//  ") && first != std::string::npos &&
        std::string("\"}]").find(line[first]) != std::string::npos) {
      line.erase(0, 2);
    }
    out += line + "\n";
    start = end + 1;
  }
  return out;
}

// As a person would: every required member gets a value that its form takes, and so does what these
// values demand.
void FillIn(const Form& form, boost::json::object& event) {
  event["matter"] = "M-1";
  for (const bool groups : {false, true}) {  // what groups demand may follow from the others
    for (const Field& field : form.fields) {
      if ((field.kind == FieldKind::kGroup) != groups || !IsDemanded(field, event)) continue;
      EXPECT_TRUE(event.contains(field.name) || !field.required) << field.name << " is not there";
      event[field.name] = SampleOf(field, event);
    }
  }
}

TEST(SkeletonTest, EveryTypeParsesAndHoldsWhatIsRequiredAndNoMore) {
  for (const auto& [name, bytes] : SchemaFiles()) {
    const Form form = ParseForm(bytes).value();
    const boost::json::value event = Read(Skeleton(form, kNow));
    ASSERT_TRUE(event.is_object()) << name;
    EXPECT_EQ(TextAt(event, "type"), form.type);
    std::size_t required = 3;  // type, matter, occurred_at
    for (const Field& field : form.fields) required += field.required ? 1U : 0U;
    EXPECT_EQ(event.get_object().size(), required) << name;
  }
}

TEST(SkeletonTest, ParsesAlsoWithEverythingOptionalTakenIn) {
  for (const auto& [name, bytes] : SchemaFiles()) {
    const Form form = ParseForm(bytes).value();
    const boost::json::value event = Read(TakeAllIn(Skeleton(form, kNow)));
    ASSERT_TRUE(event.is_object()) << name;
    EXPECT_EQ(event.get_object().size(), form.fields.size() + 3) << name;
  }
}

TEST(SkeletonTest, FilledInEveryTypeObeysItsSchema) {
  for (const auto& [name, bytes] : SchemaFiles()) {
    const Form form = ParseForm(bytes).value();
    boost::json::value skeleton = Read(Skeleton(form, kNow));
    ASSERT_TRUE(skeleton.is_object()) << name;
    FillIn(form, skeleton.get_object());
    const auto event = event::ParseEvent(event::Canonical(skeleton));
    ASSERT_TRUE(event) << name << ": " << event.error().message;
    const auto valid = event::Schema::Parse(bytes).value().Validate(*event);
    EXPECT_TRUE(valid) << name << ": " << valid.error().message;
  }
}

TEST(SkeletonTest, LeftEmptyItIsRefused) {
  const std::string bytes = SchemaOf("demand.received");
  const auto event =
      event::ParseEvent(event::Canonical(Read(Skeleton(ParseForm(bytes).value(), kNow))));
  EXPECT_FALSE(event);
}

TEST(SkeletonTest, ExplainsMembersInWords) {
  const std::string text = Skeleton(FormOf("demand.received"), kNow);
  EXPECT_THAT(text, ::testing::HasSubstr("// Jurisdiction (required): Issuing State"));
  EXPECT_THAT(text, ::testing::HasSubstr("one of: us_sca_warrant, us_sca_d_order"));
  EXPECT_THAT(text, ::testing::HasSubstr("(required where nature is emergency)"));
}

}  // namespace
}  // namespace reqledger::tools
