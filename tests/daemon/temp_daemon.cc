#include "tests/daemon/temp_daemon.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace reqledger::testing {

TempDaemon::TempDaemon() {
  clock_.Pass(1'000'000);  // behind the ledger's own clock, which made the genesis
  config_.dirs = ledger_.dirs();
  config_.http.socket_path = dir_.path("d.sock");
  config_.publish_interval = std::chrono::seconds(0);
  Start();
}

void TempDaemon::Start() {
  service_.reset();
  auto service = daemon::Service::Start(
      config_, clock_,
      {.on_failure = [](const base::Error& error) { ADD_FAILURE() << error.message; },
       .on_publication = [](const base::Result<log::Published>&) {},
       .on_clockwork = [](const base::Error&) {}});
  ASSERT_TRUE(service) << service.error().message;
  service_ = *std::move(service);
}

RawAnswer TempDaemon::Post(std::string_view target, std::string_view body) const {
  return Ask(socket(), "POST", target, body.empty() ? "" : "application/json", body);
}

RawAnswer TempDaemon::PostLines(std::string_view target, std::string_view body) const {
  return Ask(socket(), "POST", target, "application/x-ndjson", body);
}

boost::json::value TempDaemon::Json(const RawAnswer& answer) {
  boost::json::error_code error;
  auto json = boost::json::parse(answer.body, error);
  EXPECT_FALSE(error) << answer.status << " " << answer.body.substr(0, 200);
  EXPECT_TRUE(answer.whole);
  EXPECT_TRUE(answer.body.ends_with('\n'));
  return json;
}

}  // namespace reqledger::testing
