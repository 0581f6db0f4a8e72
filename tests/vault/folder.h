// A key directory of a test's own, and a flipped bit.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "ledger/base/file.h"
#include "ledger/vault/vault.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::vault {

inline constexpr const char* kOrigin = "ledger.example/1";

class KeyFolder {
 public:
  std::string path() const { return dir_.path(); }
  std::string table_path() const { return dir_.path("key_table"); }
  std::string kek_path() const { return dir_.path("kek.1"); }
  KeyTable::Options options() const { return {.key_dir = path(), .origin = kOrigin}; }

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
  testing::TempDir dir_;
};

inline std::string FlipBit(std::string bytes, std::size_t at, int bit = 0) {
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
  return bytes;
}

inline Hash HandleNumber(int number) {
  return crypto::Sha256::Digest("matter " + std::to_string(number));
}

}  // namespace reqledger::vault
