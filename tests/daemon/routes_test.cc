// The table of routes: true to the OpenAPI page, and closed to all else.
#include "daemon/routes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "ledger/base/file.h"
#include "tests/daemon/temp_daemon.h"

namespace reqledger::daemon {
namespace {

// "get /v1/status" for each operation of the page: paths are indented by two, methods by four.
std::set<std::string> OperationsOfThePage() {
  std::set<std::string> operations;
  std::ifstream page(REQLEDGER_SOURCE_DIR "/schemas/openapi.yaml");
  std::string path;
  for (std::string line; std::getline(page, line) && line != "components:";) {
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    if (line.size() < 6 || line.compare(0, 4, "    ") != 0 || line[4] == ' ' || path.empty())
      continue;
    operations.insert(line.substr(4, line.size() - 5) + " " + path);
  }
  return operations;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c | 0x20);
  return lower;
}

TEST(Routes, AreThoseOfTheOpenApiPage) {
  std::set<std::string> operations;
  for (const Route& route : Routes()) {
    std::string path(route.path);
    if (const std::size_t dots = path.find("..."); dots != std::string::npos) path.erase(dots, 3);
    EXPECT_TRUE(operations.insert(Lower(route.method) + " " + path).second) << path;
  }
  EXPECT_EQ(operations, OperationsOfThePage());
}

class RoutesTest : public ::testing::Test {
 protected:
  testing::TempDaemon daemon_;
};

TEST_F(RoutesTest, UnknownPathsMethodsAndMediaTypesAreRefused) {
  using testing::Ask;
  EXPECT_EQ(daemon_.Get("/").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/entries/").status, 404);
  EXPECT_EQ(daemon_.Get("/v1//entries").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/entries/0/1").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/entries/x").status, 400);
  EXPECT_EQ(daemon_.Get("/v1/entries/%zz").status, 404);
  EXPECT_EQ(daemon_.Get("/v1/status?x=1").status, 400);
  const auto wrong_method = daemon_.Post("/v1/entries");
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.headers.at("allow"), "GET");
  EXPECT_EQ(Ask(daemon_.socket(), "POST", "/v1/events", "text/plain", "{}").status, 415);
  EXPECT_EQ(Ask(daemon_.socket(), "POST", "/v1/events", "", "{}").status, 415);
  EXPECT_EQ(Ask(daemon_.socket(), "POST", "/v1/events:batch", "application/json", "{}").status,
            415);
  EXPECT_EQ(
      Ask(daemon_.socket(), "POST", "/v1/events", "Application/JSON; charset=utf-8", "{}").status,
      400);
}

}  // namespace
}  // namespace reqledger::daemon
