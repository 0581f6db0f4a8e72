#include "ledger/base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/testing/temp_dir.h"

namespace reqledger::base {
namespace {

class FileTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return dir_.path(name); }
  static mode_t ModeOf(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
  }

  testing::TempDir dir_;
};

TEST_F(FileTest, WritesReplaceTheWholeFile) {
  const std::string path = Path("a");
  ASSERT_TRUE(WriteFileDurably(path, "a long first content", 0640));
  ASSERT_TRUE(WriteFileDurably(path, "short", 0600));
  EXPECT_EQ(ReadFile(path, 100).value(), "short");
  EXPECT_EQ(ModeOf(path), 0600U);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(FileTest, TheModeIsNotCutByTheUmask) {
  const mode_t before = umask(0077);
  ASSERT_TRUE(WriteFileDurably(Path("a"), "x", 0644));
  umask(before);
  EXPECT_EQ(ModeOf(Path("a")), 0644U);
}

TEST_F(FileTest, AStrayFileOfACrashIsReplaced) {
  std::ofstream(Path("a.new")) << "half a file that a crash left behind";
  ASSERT_TRUE(WriteFileDurably(Path("a"), "whole", 0600));
  EXPECT_EQ(ReadFile(Path("a"), 100).value(), "whole");
  std::ofstream(Path("b.new")) << "half";
  ASSERT_TRUE(CreateFileDurably(Path("b"), "whole", 0600));
  EXPECT_EQ(ReadFile(Path("b"), 100).value(), "whole");
}

TEST_F(FileTest, CreateRefusesWhatIsThere) {
  ASSERT_TRUE(CreateFileDurably(Path("a"), "first", 0600));
  const auto again = CreateFileDurably(Path("a"), "second", 0600);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
  EXPECT_EQ(ReadFile(Path("a"), 100).value(), "first");
  EXPECT_FALSE(std::filesystem::exists(Path("a.new")));
}

TEST_F(FileTest, ReadKeepsItsLimit) {
  const std::string bytes(200'000, 'x');
  ASSERT_TRUE(WriteFileDurably(Path("a"), bytes, 0600));
  EXPECT_EQ(ReadFile(Path("a"), bytes.size()).value(), bytes);
  const auto over = ReadFile(Path("a"), bytes.size() - 1);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, Code::kTooLarge);
}

TEST_F(FileTest, ErrorsTellAbsentFromRefused) {
  EXPECT_EQ(ReadFile(Path("none"), 10).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(dir_.path(), 10).error().code, Code::kIo);
  EXPECT_EQ(WriteFileDurably(Path("none/a"), "x", 0600).error().code, Code::kNotFound);
  EXPECT_EQ(SyncFolder(Path("none")).error().code, Code::kNotFound);
  std::filesystem::create_directory(Path("folder"));
  EXPECT_EQ(WriteFileDurably(Path("folder"), "x", 0600).error().code, Code::kIo);
}

TEST_F(FileTest, WritesAtAnOffset) {
  const auto file = OpenFile(Path("a"), O_RDWR | O_CREAT, 0600);
  ASSERT_TRUE(file);
  ASSERT_TRUE(WriteAllAt(file->get(), "abcdef", 0));
  ASSERT_TRUE(WriteAllAt(file->get(), "XY", 2));
  EXPECT_EQ(ReadFile(Path("a"), 100).value(), "abXYef");
  EXPECT_EQ(WriteAllAt(-1, "x", 0).error().code, Code::kIo);
}

TEST_F(FileTest, DescriptorsCloseOnceAndNotOnExec) {
  auto file = OpenFile(Path("a"), O_RDWR | O_CREAT, 0600);
  ASSERT_TRUE(file);
  const int fd = file->get();
  EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  {
    FileDescriptor moved = std::move(*file);
    EXPECT_EQ(moved.get(), fd);
    EXPECT_FALSE(file->valid());
  }
  EXPECT_EQ(fcntl(fd, F_GETFD), -1);
}

}  // namespace
}  // namespace reqledger::base
