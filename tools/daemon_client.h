// What commands ask of the daemon: JSON in, JSON out, its refusals as the project's errors.
//
// Errors: those of HttpClient; a refusal keeps the daemon's code, detail and violations, so that it
// ends a command as exit_status.h says; io where an answer is no JSON.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "tools/http_client.h"

namespace reqledger::tools {

class DaemonClient {
 public:
  explicit DaemonClient(HttpClient http) : http_(std::move(http)) {}

  const HttpClient& http() const { return http_; }

  base::Result<boost::json::value> Get(const std::string& target) const;
  base::Result<std::string> GetText(const std::string& target) const;
  // `body` is JSON text, or empty.
  base::Result<boost::json::value> Post(const std::string& target, std::string body) const;
  base::Result<void> Delete(const std::string& target) const;

 private:
  base::Result<HttpAnswer> Ask(const HttpRequest& request) const;
  HttpClient http_;
};

// The error that a problem document says; `answer` is any answer that is not 2xx.
base::Error ErrorOfAnswer(const HttpAnswer& answer);
// The same for a problem that is a part of an answer.
base::Error ErrorOfProblem(const boost::json::value& problem, unsigned status);

}  // namespace reqledger::tools
