#include "ledger/bundle/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string path;
  std::string text;
  unsigned type = AE_IFREG;
};

class UnpackTest : public ::testing::Test {
 protected:
  UnpackTest() {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    root_ = ::testing::TempDir() + "/unpack_" + name;
    fs::remove_all(root_);
    fs::create_directory(root_);
  }
  ~UnpackTest() override { fs::remove_all(root_); }

  std::string Pack(const std::vector<Entry>& entries) {
    const std::string path = root_ + "/a.zip";
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
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
  std::string Read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(root_ + "/" + path).rdbuf();
    return text.str();
  }

  std::string root_;
};

TEST_F(UnpackTest, TakesFilesOutOfTheOneFolder) {
  const auto done = Unpack({{"top/", "", AE_IFDIR}, {"top/bagit.txt", "a"}, {"top/data/x", "b"}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(Read("out/bagit.txt"), "a");
  EXPECT_EQ(Read("out/data/x"), "b");
  EXPECT_EQ(fs::status(root_ + "/out/data/x").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
}

TEST_F(UnpackTest, RefusesPathsThatLeadOut) {
  for (const char* path : {"../evil", "top/../../evil", "/evil", "top/./x", "top//x"}) {
    SCOPED_TRACE(path);
    ExpectUnsafe({{path, "x"}});
  }
  EXPECT_FALSE(fs::exists(root_ + "/evil"));
}

TEST_F(UnpackTest, RefusesLinks) { ExpectUnsafe({{"top/link", "/etc/passwd", AE_IFLNK}}); }

TEST_F(UnpackTest, RefusesWhatLiesBesideTheFolder) { ExpectUnsafe({{"loose", "x"}}); }

TEST_F(UnpackTest, RefusesANameTwiceAndAFileUsedAsAFolder) {
  ExpectUnsafe({{"top/a", "x"}, {"top/a", "y"}});
  ExpectUnsafe({{"top/a", "x"}, {"top/a/b", "y"}});
}

TEST_F(UnpackTest, RefusesATargetThatIsThere) {
  fs::create_directory(root_ + "/out");
  EXPECT_FALSE(Unpack({{"top/a", "x"}}));
  EXPECT_TRUE(fs::is_empty(root_ + "/out"));
}

TEST_F(UnpackTest, RefusesABomb) {
  const auto done = Unpack({{"top/zeros", std::string(64 << 20, '\0')}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Code::kTooLarge);
  EXPECT_FALSE(fs::exists(root_ + "/out.partial"));
}

TEST_F(UnpackTest, RefusesACutArchive) {
  const std::string path = Pack({{"top/a", std::string(5000, 'x')}, {"top/b", "y"}});
  for (const std::uintmax_t cut : {fs::file_size(path) - 10, fs::file_size(path) / 2}) {
    fs::resize_file(path, cut);
    EXPECT_FALSE(UnpackArchive(path, root_ + "/out")) << cut;
    EXPECT_FALSE(fs::exists(root_ + "/out"));
  }
}

}  // namespace
}  // namespace reqledger::bundle
