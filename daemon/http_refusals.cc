#include "daemon/http_refusals.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>
#include <string>

#include "daemon/problem.h"

namespace reqledger::daemon {

using base::Code;
using base::Error;

Response SlowRefusal() {
  return HttpProblemResponse(
      {.status = 408,
       .code = "timeout",
       .detail = "the request came too slowly: nothing of it was recorded; send it again whole",
       .retry = true});
}

Response HalfRefusal() {
  return HttpProblemResponse(
      {.status = 400,
       .code = "invalid_argument",
       .detail = "the request ended before it was whole: nothing of it was recorded; expected as "
                 "many bytes as its Content-Length says, or a last chunk"});
}

Response NotHttpRefusal(std::string_view what) {
  return HttpProblemResponse(
      {.status = 400,
       .code = "invalid_argument",
       .detail = "not a request of HTTP/1.1 (" + std::string(what) + "): nothing was recorded"});
}

Response VersionRefusal() {
  return HttpProblemResponse(
      {.status = 505, .code = "http_version", .detail = "expected HTTP/1.1: nothing was recorded"});
}

Response HeaderTooLargeRefusal(std::size_t bytes_max) {
  return HttpProblemResponse({.status = 431,
                              .code = "header_too_large",
                              .detail = "the request line and headers together have at most " +
                                        std::to_string(bytes_max) +
                                        " bytes: nothing was recorded"});
}

Response BodyTooLargeRefusal(std::size_t bytes_max) {
  Error error;
  error.code = Code::kTooLarge;
  error.message = bytes_max == 0 ? "this request takes no body: nothing was recorded"
                                 : "the body of this request has at most " +
                                       std::to_string(bytes_max) + " bytes: nothing was recorded";
  return ProblemResponse(error);
}

Response BusyRefusal(std::string_view what) {
  Error error;
  error.code = Code::kExhausted;
  error.message = "too many " + std::string(what) + " at once: nothing was recorded; try again";
  error.reason = "busy";
  return ProblemResponse(error);
}

Response NamelessRefusal() {
  return ProblemResponse({Code::kUnauthenticated,
                          "the certificate names nobody: expected a URI or a DNS name among its "
                          "subject alternative names; nothing was done",
                          {},
                          {}});
}

std::optional<Response> RefusalOfRead(const boost::system::error_code& error,
                                      std::size_t header_bytes_max) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return HeaderTooLargeRefusal(header_bytes_max);
  }
  if (error == http::error::partial_message || error == asio::error::eof ||
      error == asio::ssl::error::stream_truncated) {
    return HalfRefusal();
  }
  const boost::system::error_code of_http = http::error::bad_method;
  if (error.category() == of_http.category()) return NotHttpRefusal(error.message());
  return std::nullopt;
}

Error StoppingError() {
  Error error;
  error.code = Code::kUnavailable;
  error.message = "the daemon is stopping: nothing of this was recorded; send it again";
  error.reason = "stopping";
  return error;
}

}  // namespace reqledger::daemon
