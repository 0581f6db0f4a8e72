#include "ledger/paper/pdf_file.h"

#include <gtest/gtest.h>

namespace reqledger::paper {
namespace {

std::string NumberText(double number) {
  std::string text;
  AppendNumber(number, text);
  return text;
}

TEST(PdfFile, NumbersHaveAtMostTwoDecimals) {
  EXPECT_EQ(NumberText(0), "0");
  EXPECT_EQ(NumberText(12), "12");
  EXPECT_EQ(NumberText(0.1), "0.1");
  EXPECT_EQ(NumberText(-0.05), "-0.05");
  EXPECT_EQ(NumberText(595.276), "595.28");
  EXPECT_EQ(NumberText(-3.999), "-4");
}

TEST(PdfFile, StringsForPeopleAreUtf16) {
  EXPECT_EQ(TextString("A\u20ac"), "<FEFF004120AC>");
  EXPECT_EQ(TextString("\U0001f600"), "<FEFFD83DDE00>");
}

TEST(PdfFile, TheFirstErrorOfTheDestinationStays) {
  int calls = 0;
  PdfFile file([&calls](std::string_view) -> base::Result<void> {
    if (++calls < 3) return {};
    return base::Fail(base::Code::kIo, "disk full");
  });
  const int number = file.Reserve();
  file.Object(number, "<<>>");
  file.Finish(number, number);
  ASSERT_FALSE(file.status());
  EXPECT_EQ(file.status().error().message, "disk full");
  EXPECT_EQ(calls, 3) << "nothing is written after an error";
}

TEST(PdfFile, AnObjectThatNeverCameIsAnError) {
  PdfFile file([](std::string_view) -> base::Result<void> { return {}; });
  const int there = file.Reserve();
  file.Reserve();
  file.Object(there, "<<>>");
  EXPECT_TRUE(file.status());
  file.Finish(there, there);
  ASSERT_FALSE(file.status());
  EXPECT_EQ(file.status().error().code, base::Code::kCorrupt);
}

}  // namespace
}  // namespace reqledger::paper
