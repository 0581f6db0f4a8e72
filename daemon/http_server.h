// HTTP/1.1 over the Unix socket and, where turned on, over TLS. This header and http.h are all that
// the rest of the daemon sees of it; Beast stays in http_connection.cc.
//
// Errors: starting: as unix_socket.h and wire/tls.h; conflict where the address is taken. A request
// that is none is answered and its connection closed. Threads: Options::threads of its own, and one
// more for each streamed request. A thread that answers an Exchange may be at it still when Stop
// returns; it has ended when the server is destroyed. Limits: see Options; over any of them a
// client is told so, and others go on being served.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/http.h"
#include "ledger/base/result.h"
#include "wire/tls_setup.h"

namespace reqledger::daemon {

class HttpServer {
 public:
  // Where TLS is spoken: an address, its port (0: one that is free), and the certificates.
  struct Tls {
    std::string address;
    std::uint16_t port = 0;
    wire::TlsFiles files;
  };
  struct Options {
    std::string socket_path;
    std::optional<Tls> tls;
    int threads = 2;
    std::size_t connections_max = 512;             // a descriptor and about 20 KiB each
    std::size_t streams_max = 32;                  // a thread or two and a few MiB each
    std::size_t header_bytes_max = 16 * 1024;      // none of ours is over 1 KiB
    std::chrono::milliseconds header_max{10'000};  // from its first byte to its last
    std::chrono::milliseconds body_max{30'000};    // a whole body; of a streamed one each piece
    std::chrono::milliseconds write_max{
        30'000};                                 // until the client has taken a piece of the answer
    std::chrono::milliseconds idle_max{60'000};  // between two requests
    std::chrono::milliseconds stop_max{20'000};  // for what is in flight when it stops
  };

  static base::Result<std::unique_ptr<HttpServer>> Start(const Options& options, Planner planner);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Reads the certificates again, for connections from now on; an error leaves those in use.
  base::Result<void> ReloadCertificates();
  // Where TLS is spoken; nothing where it is not.
  std::optional<std::uint16_t> tls_port() const;

  // Takes no more connections or requests, answers what is in flight, and returns.
  void Stop();

 private:
  class State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace reqledger::daemon
