// A daemon in this process, over a ledger and a socket in folders of its own.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>

#include "daemon/service.h"
#include "tests/daemon/raw_client.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::testing {

class TempDaemon {
 public:
  TempDaemon();

  // As it stands, or after a change to `config`.
  void Start();
  void Stop() { service_.reset(); }
  daemon::Config& config() { return config_; }
  daemon::Service& service() { return *service_; }
  const std::string& socket() const { return config_.http.socket_path; }

  RawAnswer Get(std::string_view target) const { return Ask(socket(), "GET", target); }
  RawAnswer Post(std::string_view target, std::string_view body = "") const;
  RawAnswer PostLines(std::string_view target, std::string_view body) const;
  // Of an answer that must be one JSON document.
  static boost::json::value Json(const RawAnswer& answer);
  std::uint64_t size() const { return service_->size(); }
  FakeClock& clock() { return clock_; }

 private:
  TempLedger ledger_;
  TempDir dir_;
  FakeClock clock_;
  daemon::Config config_;
  std::unique_ptr<daemon::Service> service_;
};

}  // namespace reqledger::testing
