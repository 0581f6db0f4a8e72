#include "daemon/problem.h"

#include <utility>

#include "daemon/json_text.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;

std::string_view TitleOf(int status) {
  switch (status) {
    case 400:
      return "The request is malformed";
    case 401:
      return "Who is asking is not known";
    case 403:
      return "Not for this caller";
    case 404:
      return "Not there";
    case 405:
      return "Not a method of this resource";
    case 408:
      return "The request came too slowly";
    case 409:
      return "In conflict with what is recorded";
    case 413:
      return "Over a size limit";
    case 415:
      return "Not a media type of this resource";
    case 429:
      return "Too much at once";
    case 431:
      return "The head of the request is over its size limit";
    case 503:
      return "Not available now";
    case 505:
      return "Not a version of HTTP spoken here";
    default:
      return "The daemon could not do it";
  }
}

struct Parts {
  int status;
  std::string_view code;
  std::string_view type;  // of the URN
  std::string_view detail;
  bool retry;
};

// Leaves the object open for further members.
void AppendParts(const Parts& parts, std::string& out) {
  out += R"({"type":"urn:reqledger:)";
  out += parts.type;
  out += R"(","title":)";
  AppendText(TitleOf(parts.status), out);
  out += R"(,"status":)";
  AppendNumber(parts.status, out);
  out += R"(,"code":)";
  AppendText(parts.code, out);
  out += R"(,"detail":)";
  AppendText(parts.detail, out);
  out += R"(,"retry":)";
  out += parts.retry ? "true" : "false";
}

void AppendViolations(const std::vector<base::Violation>& violations, std::string& out) {
  out += R"(,"errors":[)";
  for (const base::Violation& violation : violations) {
    if (out.back() != '[') out += ',';
    out += R"({"pointer":)";
    AppendText(violation.pointer, out);
    out += R"(,"rule":)";
    AppendText(violation.rule, out);
    out += R"(,"expected":)";
    AppendText(violation.expected, out);
    out += '}';
  }
  out += ']';
}

Response MakeResponse(int status, bool retry, std::string body) {
  Response response{.status = status,
                    .content_type = "application/problem+json",
                    .body = std::move(body),
                    .headers = {}};
  response.body += '\n';
  if (retry) response.headers.emplace_back("Retry-After", "1");
  return response;
}

bool CanRetry(const Error& error) {
  return error.code == Code::kExhausted || error.code == Code::kUnavailable;
}

}  // namespace

int StatusOf(const Error& error) {
  // The type is part of what was submitted, not a place that was asked for.
  if (error.reason == "unknown_type") return 400;
  switch (error.code) {
    case Code::kInvalidArgument:
      return 400;
    case Code::kUnauthenticated:
      return 401;
    case Code::kPermissionDenied:
      return 403;
    case Code::kNotFound:
      return 404;
    case Code::kConflict:
      return 409;
    case Code::kTooLarge:
      return 413;
    case Code::kExhausted:
      return 429;
    case Code::kUnavailable:
      return 503;
    case Code::kUntrusted:
    case Code::kCorrupt:
    case Code::kIo:
      return 500;
  }
  return 500;
}

void AppendProblem(const Error& error, std::string& out) {
  const std::string_view code = CodeName(error.code);
  AppendParts({.status = StatusOf(error),
               .code = code,
               .type = error.reason.empty() ? code : std::string_view(error.reason),
               .detail = error.message,
               .retry = CanRetry(error)},
              out);
  if (!error.reason.empty()) {
    out += R"(,"reason":)";
    AppendText(error.reason, out);
  }
  AppendViolations(error.violations, out);
  out += '}';
}

Response ProblemResponse(const Error& error) {
  std::string body;
  AppendProblem(error, body);
  return MakeResponse(StatusOf(error), CanRetry(error), std::move(body));
}

Response HttpProblemResponse(const HttpProblem& problem) {
  std::string body;
  AppendParts({.status = problem.status,
               .code = problem.code,
               .type = problem.code,
               .detail = problem.detail,
               .retry = problem.retry},
              body);
  AppendViolations({}, body);
  body += '}';
  return MakeResponse(problem.status, problem.retry, std::move(body));
}

std::unexpected<Error> RefuseBody(std::string_view not_done, std::string pointer,
                                  std::string_view rule, std::string_view expected) {
  Error error;
  error.code = Code::kInvalidArgument;
  error.message = std::string(not_done) + ": " + pointer + (pointer.empty() ? "" : ": ") +
                  "expected " + std::string(expected);
  error.violations.push_back({std::move(pointer), std::string(rule), std::string(expected)});
  return std::unexpected(std::move(error));
}

}  // namespace reqledger::daemon
