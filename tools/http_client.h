// One HTTP request to the daemon, its body written while its answer is read.
//
// Errors: a usage error for a TLS file; unavailable where no daemon answers or TLS is not agreed
// on, so that it was asked nothing; io where the connection breaks, the answer is no HTTP or
// nothing moves for kIdleSeconds. A status of any number is an answer, no error. Threads: each call
// runs its own connection to the end on the calling thread. Limits: kAnswerBytesMax for an answer
// that is kept whole; a streamed one is not bounded here. Source: RFC 9112.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "tools/daemon_address.h"

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
  // Reads the files of an address that has any; does not connect.
  static base::Result<HttpClient> To(DaemonAddress address);

  base::Result<HttpAnswer> Send(const HttpRequest& request) const { return Send(request, nullptr); }
  base::Result<HttpAnswer> Send(const HttpRequest& request, const AnswerSink& sink) const;

 private:
  struct Tls;
  HttpClient(DaemonAddress address, std::shared_ptr<const Tls> tls)
      : address_(std::move(address)), tls_(std::move(tls)) {}

  DaemonAddress address_;
  std::shared_ptr<const Tls> tls_;  // what its connections have in common; null for a socket
};

// `text` with every byte but RFC 3986's unreserved ones as %XX: for a path segment or a query
// value.
std::string PercentEncode(std::string_view text);

}  // namespace reqledger::tools
