// HTTP as the handlers see it: plain values, and the two ways in which a request is answered.
//
// Threads: a Request is read by any; who may call what of Exchange and Stream is said there.
// Limits: the server's (http_server.h); nothing here is unbounded by itself.
// Trust: Peer comes from the kernel, or from a certificate that was verified. Everything else in a
// Request is the sender's word.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::daemon {

// Who is on the other side of the socket.
struct Peer {
  uid_t uid = 0;
  std::vector<gid_t> groups = {};  // of a Unix socket: the peer's own, and supplementary ones
  std::string certificate = {};    // of TLS: the name that stands for it; empty on a Unix socket
};

// Who stands in recorded_by: `uid:N`, or `cert:` and the certificate's name.
std::string RecorderOf(const Peer& peer);

struct Request {
  std::string method;
  std::string path;   // as sent, percent-encoding and all
  std::string query;  // behind the '?', as sent
  std::string content_type;
  std::string body;  // empty for a request that is streamed
  Peer peer;
};

// Of a request line: `target` is the path and, behind a '?', the query.
Request MakeRequest(std::string_view method, std::string_view target, Peer peer);

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// A request whose body has been read whole, waiting for its one answer. It lives until Send.
class Exchange {
 public:
  virtual const Request& request() const = 0;
  // Once, from any thread.
  virtual void Send(Response response) = 0;
  // Runs `task` on a thread that may work and read the store; from any thread. The way off the
  // sequencer's.
  virtual void Post(std::function<void()> task) = 0;

 protected:
  ~Exchange() = default;
};

// A request whose body is read, or whose answer is written, piece by piece. Its handler runs on a
// thread of its own and may block; Read may be called by one thread while another calls Write.
// Errors: unavailable, reason "stopping", where the daemon stops; io where the client is gone or
// too slow.
class Stream {
 public:
  virtual const Request& request() const = 0;
  // At least one byte of the body, good until the next call; nothing at its end.
  virtual base::Result<std::string_view> Read() = 0;
  // The head of a 200 answer, before the first Write.
  virtual base::Result<void> Begin(std::string_view content_type) = 0;
  virtual base::Result<void> Write(std::string_view bytes) = 0;

 protected:
  ~Stream() = default;
};

// How a request is to be answered, decided by its head before a byte of its body is read.
struct Plan {
  std::optional<Response> refusal;
  std::size_t body_bytes_max = 0;
  // One of the two. What `stream` returns before Begin is answered as a problem; an error after it
  // breaks the connection, so that no client takes half an answer for a whole one.
  std::function<void(Exchange&)> answer;
  std::function<base::Result<void>(Stream&)> stream;
};

// `request` has no body yet. Threads: any number at once.
using Planner = std::function<Plan(const Request& request)>;

// `text` with %XX decoded. Nothing for a stray '%'. A '+' is itself.
std::optional<std::string> PercentDecode(std::string_view text);

// The parameters of a query, each taken by name; what is left over is an error, so that a mistyped
// name is not silently ignored.
// Errors: invalid_argument, with the parameter's name and what would be right, never its value.
class QueryReader {
 public:
  static base::Result<QueryReader> Parse(std::string_view query);

  std::optional<std::string> TakeText(std::string_view name);
  base::Result<std::optional<std::uint64_t>> TakeNumber(std::string_view name);
  base::Result<bool> TakeFlag(std::string_view name);  // `1` or `0`; false where it is absent
  // Refuses whatever was not taken; `known` is for the message.
  base::Result<void> Finish(std::string_view known) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

// An invalid_argument about the query parameter `name`.
base::Error QueryError(std::string_view name, std::string_view rule, std::string_view expected);

}  // namespace reqledger::daemon
