// The small schemas of tests/testdata/schemas.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/event/schema.h"

namespace reqledger::event {

inline std::string TestSchemaFolder() {
  return std::string(REQLEDGER_SOURCE_DIR) + "/tests/testdata/schemas";
}

inline std::string DemoSchemaBytes() {
  auto bytes =
      base::ReadFile(TestSchemaFolder() + "/demo.noted.v1.schema.json", base::kSchemaBytesMax);
  EXPECT_TRUE(bytes);
  return bytes ? *std::move(bytes) : std::string();
}

}  // namespace reqledger::event
