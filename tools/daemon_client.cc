#include "tools/daemon_client.h"

#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

// The status decides how a command ends; the code of the document is for people and programs.
base::Code CodeOfStatus(unsigned status) {
  constexpr std::array<std::pair<unsigned, base::Code>, 9> kCodes = {{
      {400, base::Code::kInvalidArgument},
      {401, base::Code::kUnauthenticated},
      {403, base::Code::kPermissionDenied},
      {404, base::Code::kNotFound},
      {409, base::Code::kConflict},
      {413, base::Code::kTooLarge},
      {429, base::Code::kExhausted},
      {503, base::Code::kUnavailable},
      {507, base::Code::kExhausted},
  }};
  for (const auto& [known, code] : kCodes) {
    if (known == status) return code;
  }
  return base::Code::kIo;
}

}  // namespace

base::Error ErrorOfProblem(const boost::json::value& problem, unsigned status) {
  base::Error error{CodeOfStatus(status), std::string(TextAt(problem, "detail")), {}, {}};
  if (error.message.empty()) error.message = TextAt(problem, "title");
  if (error.message.empty()) error.message = "the daemon answered " + std::to_string(status);
  error.reason = TextAt(problem, "reason");  // the finer cause, where there is one
  if (error.reason.empty()) error.reason = TextAt(problem, "code");
  for (const boost::json::value& broken : ItemsAt(problem, "errors")) {
    error.violations.push_back({std::string(TextAt(broken, "pointer")),
                                std::string(TextAt(broken, "rule")),
                                std::string(TextAt(broken, "expected"))});
  }
  return error;
}

base::Error ErrorOfAnswer(const HttpAnswer& answer) {
  auto problem = ParseAnswer(answer.body);
  return ErrorOfProblem(problem ? *problem : boost::json::value(), answer.status);
}

base::Result<HttpAnswer> DaemonClient::Ask(const HttpRequest& request) const {
  ASSIGN_OR_RETURN(HttpAnswer answer, http_.Send(request));
  if (answer.status / 100 != 2) return base::Fail(ErrorOfAnswer(answer));
  return answer;
}

base::Result<boost::json::value> DaemonClient::Get(const std::string& target) const {
  ASSIGN_OR_RETURN(const HttpAnswer answer, Ask({.target = target}));
  return ParseAnswer(answer.body);
}

base::Result<std::string> DaemonClient::GetText(const std::string& target) const {
  ASSIGN_OR_RETURN(HttpAnswer answer, Ask({.target = target}));
  return std::move(answer.body);
}

base::Result<boost::json::value> DaemonClient::Post(const std::string& target,
                                                    std::string body) const {
  HttpRequest request{.method = "POST", .target = target, .body = std::move(body)};
  if (!request.body.empty()) request.content_type = "application/json";
  ASSIGN_OR_RETURN(const HttpAnswer answer, Ask(request));
  return ParseAnswer(answer.body);
}

base::Result<void> DaemonClient::Delete(const std::string& target) const {
  ASSIGN_OR_RETURN(const HttpAnswer answer, Ask({.method = "DELETE", .target = target}));
  return {};
}

}  // namespace reqledger::tools
