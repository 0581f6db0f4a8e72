#include "ledger/bundle/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "ledger/bundle/pack.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string path;
  std::string text;
  unsigned type = AE_IFREG;
};

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class UnpackTest : public ::testing::TestWithParam<const char*> {
 protected:
  UnpackTest() {
    std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ranges::replace(name, '/', '_');
    root_ = ::testing::TempDir() + "/unpack_" + name;
    fs::remove_all(root_);
    fs::create_directory(root_);
  }
  ~UnpackTest() override { fs::remove_all(root_); }

  std::string Pack(const std::vector<Entry>& entries) {
    const std::string path = root_ + "/a" + GetParam();
    archive* writer = archive_write_new();
    if (path.ends_with(".zip")) {
      archive_write_set_format_zip(writer);
    } else {
      archive_write_set_format_pax_restricted(writer);
      archive_write_add_filter_gzip(writer);
    }
    archive_write_open_filename(writer, path.c_str());
    for (const Entry& each : entries) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, each.path.c_str());
      archive_entry_set_filetype(entry, each.type);
      archive_entry_set_perm(entry, 0777);
      if (each.type == AE_IFLNK) {
        archive_entry_set_symlink(entry, each.text.c_str());
      } else {
        archive_entry_set_size(entry, static_cast<la_int64_t>(each.text.size()));
      }
      archive_write_header(writer, entry);
      if (each.type == AE_IFREG) archive_write_data(writer, each.text.data(), each.text.size());
      archive_entry_free(entry);
    }
    archive_write_free(writer);
    return path;
  }
  base::Result<void> Unpack(const std::vector<Entry>& entries) {
    return UnpackArchive(Pack(entries), root_ + "/out");
  }
  void ExpectUnsafe(const std::vector<Entry>& entries) {
    const auto done = Unpack(entries);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "archive.unsafe") << done.error().message;
    EXPECT_FALSE(fs::exists(root_ + "/out"));
    EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
  }
  std::string Read(const std::string& path) { return TextOf(root_ + "/" + path); }

  std::string root_;
};

INSTANTIATE_TEST_SUITE_P(Archives, UnpackTest, ::testing::Values(".zip", ".tar.gz"));

TEST_P(UnpackTest, TakesFilesOutOfTheOneFolder) {
  const auto done = Unpack({{"top/", "", AE_IFDIR}, {"top/bagit.txt", "a"}, {"top/data/x", "b"}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(Read("out/bagit.txt"), "a");
  EXPECT_EQ(Read("out/data/x"), "b");
  EXPECT_EQ(fs::status(root_ + "/out/data/x").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
}

TEST_P(UnpackTest, RefusesPathsThatLeadOut) {
  for (const char* path : {"../evil", "top/../../evil", "/evil", "top/./x", "top//x"}) {
    SCOPED_TRACE(path);
    ExpectUnsafe({{path, "x"}});
  }
  EXPECT_FALSE(fs::exists(root_ + "/evil"));
}

TEST_P(UnpackTest, RefusesLinks) { ExpectUnsafe({{"top/link", "/etc/passwd", AE_IFLNK}}); }

TEST_P(UnpackTest, RefusesWhatLiesBesideTheFolder) { ExpectUnsafe({{"loose", "x"}}); }

TEST_P(UnpackTest, RefusesANameTwiceAndAFileUsedAsAFolder) {
  ExpectUnsafe({{"top/a", "x"}, {"top/a", "y"}});
  ExpectUnsafe({{"top/a", "x"}, {"top/a/b", "y"}});
}

TEST_P(UnpackTest, RefusesATargetThatIsThere) {
  fs::create_directory(root_ + "/out");
  EXPECT_FALSE(Unpack({{"top/a", "x"}}));
  EXPECT_TRUE(fs::is_empty(root_ + "/out"));
}

TEST_P(UnpackTest, RefusesABomb) {
  const auto done = Unpack({{"top/zeros", std::string(64 << 20, '\0')}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Code::kTooLarge);
  EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
}

TEST_P(UnpackTest, RefusesACutArchive) {
  const std::string path = Pack({{"top/a", std::string(5000, 'x')}, {"top/b", "y"}});
  for (const std::uintmax_t cut : {fs::file_size(path) - 10, fs::file_size(path) / 2}) {
    fs::resize_file(path, cut);
    const auto done = UnpackArchive(path, root_ + "/out");
    ASSERT_FALSE(done) << cut;
    EXPECT_EQ(done.error().code, base::Code::kCorrupt) << cut;
    EXPECT_FALSE(fs::exists(root_ + "/out"));
  }
}

TEST_P(UnpackTest, RefusesTooManyFiles) {
  const std::string path = Pack({{"top/a", ""}, {"top/b", ""}, {"top/c", ""}});
  const auto done = UnpackArchive(path, root_ + "/out", {.members_max = 2});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Code::kTooLarge);
  EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
  EXPECT_TRUE(UnpackArchive(path, root_ + "/out", {.members_max = 3}));
}

TEST_P(UnpackTest, CountsFoldersToo) {
  const std::string path =
      Pack({{"top/a/", "", AE_IFDIR}, {"top/b/", "", AE_IFDIR}, {"top/c/", "", AE_IFDIR}});
  const auto done = UnpackArchive(path, root_ + "/out", {.members_max = 2});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Code::kTooLarge);
}

TEST(PackTest, WhatIsPackedIsTakenOutAgainAndPacksToTheSameBytes) {
  const std::string root = ::testing::TempDir() + "/pack";
  fs::remove_all(root);
  fs::create_directories(root + "/in/data/" + std::string(150, 'n'));
  std::string large;
  for (std::uint32_t i = 0; i < 300'000; ++i) large += std::to_string(i * 2'654'435'761U);
  const std::map<std::string, std::string> files = {
      {"bagit.txt", "a"},
      {"data/empty", ""},
      {"data/large", large},
      {"data/" + std::string(150, 'n') + "/" + std::string(150, 'm'), "deep"}};
  for (const auto& [path, text] : files) std::ofstream(root + "/in/" + path) << text;
  for (const char* name : {"/one.tar.gz", "/two.tar.gz"}) {
    const auto packed =
        Pack({.folder = root + "/in", .root = "top", .kind = ArchiveKind::kTarGz}, root + name);
    ASSERT_TRUE(packed) << packed.error().message;
  }
  EXPECT_EQ(TextOf(root + "/one.tar.gz"), TextOf(root + "/two.tar.gz"));
  const auto unpacked = UnpackArchive(root + "/one.tar.gz", root + "/out");
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  for (const auto& [path, text] : files) EXPECT_EQ(TextOf(root + "/out/" + path), text) << path;
  EXPECT_FALSE(Pack({.folder = root + "/in", .root = "top"}, root + "/one.tar.gz"));  // it is there
  fs::remove_all(root);
}

}  // namespace
}  // namespace reqledger::bundle
