#include "ledger/base/result.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

#include "ledger/base/check.h"

namespace reqledger::base {
namespace {

Result<std::unique_ptr<int>> Half(int number) {
  if (number % 2 != 0) return Fail(Code::kInvalidArgument, "half: odd");
  return std::make_unique<int>(number / 2);
}

Result<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> half, Half(number));
  ASSIGN_OR_RETURN(const std::unique_ptr<int> quarter, Half(*half));
  return *quarter;
}

Result<void> IsDivisible(int number) {
  RETURN_IF_ERROR(Quarter(number));
  return {};
}

TEST(ResultTest, MacrosPassOnValuesAndErrors) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_TRUE(IsDivisible(8));
  const auto refused = IsDivisible(6);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "half: odd");
}

TEST(ErrorTest, WrapKeepsAllButTheMessage) {
  const Error error{Code::kConflict, "inner", {{"/a", "enum", "one of b, c"}}, "clock"};
  const Error wrapped = Wrap("outer", error);
  EXPECT_EQ(wrapped.code, Code::kConflict);
  EXPECT_EQ(wrapped.message, "outer: inner");
  ASSERT_EQ(wrapped.violations.size(), 1U);
  EXPECT_EQ(wrapped.violations[0].pointer, "/a");
  EXPECT_EQ(wrapped.reason, "clock");
}

TEST(ErrorTest, EveryCodeHasItsName) {
  EXPECT_EQ(CodeName(Code::kInvalidArgument), "invalid_argument");
  EXPECT_EQ(CodeName(Code::kUnauthenticated), "unauthenticated");
  EXPECT_EQ(CodeName(Code::kPermissionDenied), "permission_denied");
  EXPECT_EQ(CodeName(Code::kNotFound), "not_found");
  EXPECT_EQ(CodeName(Code::kConflict), "conflict");
  EXPECT_EQ(CodeName(Code::kTooLarge), "too_large");
  EXPECT_EQ(CodeName(Code::kExhausted), "exhausted");
  EXPECT_EQ(CodeName(Code::kUntrusted), "untrusted");
  EXPECT_EQ(CodeName(Code::kCorrupt), "corrupt");
  EXPECT_EQ(CodeName(Code::kUnavailable), "unavailable");
  EXPECT_EQ(CodeName(Code::kIo), "io");
}

TEST(ErrorTest, SystemErrorsSayWhatTheSystemSaid) {
  const Error error = SystemError("write /a", ENOSPC);
  EXPECT_EQ(error.code, Code::kIo);
  EXPECT_EQ(error.message, "write /a: No space left on device");
}

TEST(CheckDeathTest, AFalseCheckNamesItselfAndAborts) {
  const int one = 1;
  REQ_CHECK(one == 1);
  EXPECT_DEATH(REQ_CHECK(one == 2), "check failed at .*result_test.cc:[0-9]+: one == 2");
}

}  // namespace
}  // namespace reqledger::base
