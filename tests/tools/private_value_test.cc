#include "tools/private_value.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

#include "ledger/base/file.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

// What `given` means where standard input holds `input`.
base::Result<std::string> Read(const std::string& given, const std::string& input = "") {
  std::FILE* const file = std::tmpfile();
  EXPECT_EQ(std::fwrite(input.data(), 1, input.size(), file), input.size());
  EXPECT_EQ(std::fseek(file, 0, SEEK_SET), 0);
  auto value = PrivateValue("selector", given, fileno(file));
  std::fclose(file);
  return value;
}

TEST(PrivateValue, IsTakenFromOneOfThreePlaces) {
  EXPECT_EQ(*Read("a@b.c", "not read"), "a@b.c");
  EXPECT_EQ(*Read("-", "a@b.c\n"), "a@b.c");
  EXPECT_EQ(*Read("-", " a b\r\n"), " a b");
  const std::string path = ::testing::TempDir() + "private_value_test.txt";
  unlink(path.c_str());
  ASSERT_TRUE(base::CreateFileDurably(path, "@home\n", 0600));
  EXPECT_EQ(*Read("@" + path), "@home");
  unlink(path.c_str());
}

TEST(PrivateValue, IsOneLineOfText) {
  for (const std::string input :
       {"", "\n", " \t\n", "secret\nsecret\n", "secret\rsecret", "\xff", "secret\n\n"}) {
    const auto refused = Read("-", input);
    ASSERT_FALSE(refused) << input;
    EXPECT_EQ(ExitOf(refused.error()), kExitUsage);
    EXPECT_FALSE(refused.error().message.contains("secret"));
  }
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(Read("-", std::string(64 * 1024 + 1, 'x')));
  EXPECT_EQ(ExitOf(Read("@/no/such/file").error()), kExitUsage);
}

}  // namespace
}  // namespace reqledger::tools
