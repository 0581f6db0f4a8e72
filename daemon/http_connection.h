// One connection, served as a coroutine on its strand.
//
// Threads: any number of connections beside each other; each is on one thread at a time.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>

#include "daemon/connections.h"
#include "daemon/http.h"
#include "daemon/http_server.h"
#include "wire/wire.h"

namespace reqledger::daemon {

// What all connections share; it outlives them.
struct Shared {
  HttpServer::Options options;
  Planner planner;
  Connections connections;
  boost::asio::io_context io;
  std::atomic<std::size_t> streams = 0;
};

// Who is on the other side of a Unix socket is known before; of TLS the handshake tells it.
// Takes its place in the list of connections before it first waits. `busy`: says that there are too
// many already, and closes.
boost::asio::awaitable<void> ServeUnixConnection(Shared& shared, wire::Wire wire, Peer peer,
                                                 bool busy);
boost::asio::awaitable<void> ServeTlsConnection(Shared& shared, wire::Wire wire, bool busy);

// Counts a stream while it runs.
class StreamSlot {
 public:
  explicit StreamSlot(Shared& shared) : shared_(shared), number_(shared.streams.fetch_add(1)) {}
  ~StreamSlot() { shared_.streams.fetch_sub(1); }
  StreamSlot(const StreamSlot&) = delete;
  StreamSlot& operator=(const StreamSlot&) = delete;
  bool granted() const { return number_ < shared_.options.streams_max; }

 private:
  Shared& shared_;
  const std::size_t number_;
};

}  // namespace reqledger::daemon
