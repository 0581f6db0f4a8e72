// A key directory of a test's own, and a flipped bit.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/base/file.h"
#include "ledger/vault/vault.h"

namespace reqledger::vault {

inline constexpr const char* kOrigin = "ledger.example/1";

class KeyFolder {
 public:
  KeyFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "vault_test.XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~KeyFolder() { std::filesystem::remove_all(path_); }
  KeyFolder(const KeyFolder&) = delete;
  KeyFolder& operator=(const KeyFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string table_path() const { return path_ + "/key_table"; }
  std::string kek_path() const { return path_ + "/kek.1"; }
  KeyTable::Options options() const { return {.key_dir = path_, .origin = kOrigin}; }

  static std::string Read(const std::string& path) {
    const auto bytes = base::ReadFile(path, 1 << 20);
    EXPECT_TRUE(bytes);
    return bytes ? *bytes : std::string();
  }
  // In place, so that mode and owner stay.
  static void Write(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

 private:
  std::string path_;
};

inline std::string FlipBit(std::string bytes, std::size_t at, int bit = 0) {
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
  return bytes;
}

inline Hash HandleNumber(int number) {
  return crypto::Sha256::Digest("matter " + std::to_string(number));
}

}  // namespace reqledger::vault
