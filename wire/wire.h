// One connection's bytes: those of a Unix socket, or of TLS over TCP; read and written alike.
//
// A Wire is what Asio and Beast call an AsyncStream. One read and one write may be under way at
// once, both started on the executor, which is a strand.
//
// Errors: Asio's codes, in the operations.
// Threads: one at a time, on its executor; native_handle from any.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace reqledger::wire {

using UnixSocket = boost::asio::local::stream_protocol::socket;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
using TlsContext = boost::asio::ssl::context;
using ErrorCode = boost::system::error_code;

class Wire {
 public:
  using executor_type = boost::asio::any_io_executor;

  explicit Wire(UnixSocket socket) : unix_(std::move(socket)) {}
  // Before its handshake. Keeps the context.
  Wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<TlsContext> context);

  executor_type get_executor();
  int native_handle();
  // Null on a Unix socket.
  TlsStream* tls() { return tls_.get(); }

  // Says to the other side that no more comes. TLS has no way to say so and go on reading: there it
  // does nothing.
  void EndSending();
  // Takes leave as the protocol wants it: of TLS its close_notify, so that a cut connection is told
  // from a closed one. Whoever bounds the time shuts the socket down.
  boost::asio::awaitable<void> Close();

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, const Buffers& to) {
          if (tls_) {
            tls_->async_read_some(to, std::move(handler));
          } else {
            unix_->async_read_some(to, std::move(handler));
          }
        },
        token, buffers);
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          if (tls_) {
            tls_->async_write_some(from, std::move(handler));
          } else {
            unix_->async_write_some(from, std::move(handler));
          }
        },
        token, buffers);
  }

 private:
  std::optional<UnixSocket> unix_;
  std::shared_ptr<TlsContext> context_;
  std::unique_ptr<TlsStream> tls_;  // of two, one is there
};

}  // namespace reqledger::wire
