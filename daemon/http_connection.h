// One connection, served as a coroutine on its strand.
//
// Threads: any number of connections beside each other; each is on one thread at a time.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstddef>

#include "daemon/connections.h"
#include "daemon/http.h"
#include "daemon/http_server.h"

namespace reqledger::daemon {

// What all connections share; it outlives them.
struct Shared {
  HttpServer::Options options;
  Planner planner;
  Connections connections;
  boost::asio::io_context io;
  std::atomic<std::size_t> streams = 0;
};

using UnixStream = boost::asio::local::stream_protocol::socket;

// Takes its place in the list of connections before it first waits.
boost::asio::awaitable<void> ServeConnection(Shared& shared, UnixStream socket, Peer peer);
// Says that there are too many already, and closes.
boost::asio::awaitable<void> TurnAwayConnection(Shared& shared, UnixStream socket, Peer peer);

}  // namespace reqledger::daemon
