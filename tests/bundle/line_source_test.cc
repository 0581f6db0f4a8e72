// Lines in chunks, whatever the sizes of lines and reads.
#include "ledger/bundle/line_source.h"

#include <gtest/gtest.h>

#include "ledger/base/limits.h"
#include "tests/testing/bundle_builder.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::bundle {
namespace {

class LineSourceTest : public ::testing::Test {
 protected:
  struct Outcome {
    std::vector<std::string> lines;
    bool lacks_newline = false;
    bool over_limit = false;
    std::size_t chunk_lines_max = 0;
    crypto::Hash sha256;
  };

  static Outcome Read(const std::string& bytes) {
    const testing::TempDir dir;
    testing::WriteFiles({{"file", bytes}}, dir.path());
    const auto folder = Folder::Open(dir.path());
    auto file = HashedFile::Open(*folder, "file");
    LineSource source(*file);
    Outcome outcome;
    while (const auto chunk = source.Next()) {
      const auto lines = chunk->Lines();
      outcome.chunk_lines_max = std::max(outcome.chunk_lines_max, lines.size());
      outcome.lines.insert(outcome.lines.end(), lines.begin(), lines.end());
    }
    EXPECT_FALSE(source.error().has_value());
    outcome.lacks_newline = source.lacks_newline();
    outcome.over_limit = source.over_limit();
    outcome.sha256 = file->Finish()->sha256;
    return outcome;
  }
};

TEST_F(LineSourceTest, AnEmptyFileHasNoLine) {
  EXPECT_TRUE(Read("").lines.empty());
  EXPECT_FALSE(Read("").lacks_newline);
}

TEST_F(LineSourceTest, EveryLineComesOnceAndInOrder) {
  std::string bytes;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 3000; ++i) {
    expected.push_back(std::string(i % 700, 'a') + std::to_string(i));
    bytes += expected.back() + "\n";
  }
  const Outcome outcome = Read(bytes);
  EXPECT_EQ(outcome.lines, expected);
  EXPECT_EQ(outcome.chunk_lines_max, LineSource::kChunkLines);
  EXPECT_FALSE(outcome.lacks_newline);
  EXPECT_EQ(outcome.sha256, crypto::Sha256::Digest(bytes));
}

TEST_F(LineSourceTest, ALastLineWithoutNewlineIsALine) {
  const Outcome outcome = Read("a\n\nb");
  EXPECT_EQ(outcome.lines, (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(outcome.lacks_newline);
}

TEST_F(LineSourceTest, ALineOverTheLimitEndsTheFileButNotItsDigest) {
  const std::string bytes = "a\n" + std::string(base::kLineBytesMax + 1, 'x') + "\nb\n";
  const Outcome outcome = Read(bytes);
  EXPECT_EQ(outcome.lines, std::vector<std::string>{"a"});
  EXPECT_TRUE(outcome.over_limit);
  EXPECT_FALSE(outcome.lacks_newline);
  EXPECT_EQ(outcome.sha256, crypto::Sha256::Digest(bytes));
}

TEST_F(LineSourceTest, ALineAtTheLimitIsRead) {
  const std::string line(base::kLineBytesMax, 'x');
  EXPECT_EQ(Read(line + "\nb\n").lines, (std::vector<std::string>{line, "b"}));
}

}  // namespace
}  // namespace reqledger::bundle
