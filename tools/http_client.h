// One HTTP request over the daemon's Unix socket, its body written while its answer is read.
//
// Errors: unavailable where no daemon answers at the socket; io where the connection breaks, the
// answer is no HTTP or nothing moves for kIdleSeconds. A status of any number is an answer, no
// error.
// Threads: each call runs its own connection to the end on the calling thread.
// Limits: kAnswerBytesMax for an answer that is kept whole; a streamed one is not bounded here.
// Source: RFC 9112.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::tools {

inline constexpr std::size_t kAnswerBytesMax = 64 * 1024 * 1024;  // one matter of 20 000 entries
inline constexpr int kIdleSeconds = 120;  // a daemon that syncs a slow disk is not dead

// Where a streamed request body comes from.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next piece, perhaps empty; nothing at the end. May block only where WaitFd() is ready.
  virtual base::Result<std::optional<std::string>> Next() = 0;
  // A descriptor to wait on before Next(); −1 where Next() never blocks for long.
  virtual int WaitFd() const { return -1; }
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = {};
  std::string content_type = {};  // of the body
  std::string body = {};          // sent with its length, unless
  BodySource* source = nullptr;   // sends it in chunks
};

struct HttpAnswer {
  unsigned status = 0;
  std::string content_type;
  std::string body;  // empty where it was streamed
};

// Takes a piece of the body of a 2xx answer. False: enough, the source need not go on; what the
// daemon still answers is handed over all the same.
using AnswerSink = std::function<base::Result<bool>(std::string_view piece)>;

class HttpClient {
 public:
  explicit HttpClient(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  const std::string& socket_path() const { return socket_path_; }
  base::Result<HttpAnswer> Send(const HttpRequest& request) const { return Send(request, nullptr); }
  base::Result<HttpAnswer> Send(const HttpRequest& request, const AnswerSink& sink) const;

 private:
  std::string socket_path_;
};

// `text` with every byte but RFC 3986's unreserved ones as %XX: for a path segment or a query
// value.
std::string PercentEncode(std::string_view text);

}  // namespace reqledger::tools
