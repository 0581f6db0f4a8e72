#include "tests/testing/temp_dir.h"

#include <cstdlib>
#include <system_error>

#include "ledger/base/check.h"

namespace reqledger::testing {

TempDir::TempDir() : path_(std::filesystem::temp_directory_path() / "reqledger-test-XXXXXX") {
  REQ_CHECK(mkdtemp(path_.data()) != nullptr);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace reqledger::testing
