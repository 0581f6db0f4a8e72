// A connection to the daemon: its Unix socket's, or that of TLS over TCP to its URL.
//
// Errors: unavailable, in words that say what was tried and who refused what. The daemon has been
// asked nothing then.
// Threads: its io_context's, one.
// Limits: Open() takes its time; Close() ends it, but for the look-up of a name, which ends when
// the system's resolver gives up.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>

#include "ledger/base/result.h"
#include "tools/daemon_address.h"
#include "wire/tls.h"
#include "wire/wire.h"

namespace reqledger::tools {

class HttpConnection {
 public:
  // `context` is null for a socket.
  HttpConnection(boost::asio::io_context& io, const DaemonAddress& address,
                 std::shared_ptr<wire::TlsContext> context);

  boost::asio::awaitable<base::Result<void>> Open();
  // Once it is open.
  wire::Wire& wire() { return *wire_; }
  // Whatever is under way ends with an error.
  void Close();

  // Says, where a read that should have brought the first byte of an answer failed by `error`, that
  // the daemon has not let us in. In TLS 1.3 it judges our certificate when our handshake is over.
  std::optional<base::Error> NotLetIn(const wire::ErrorCode& error);

 private:
  base::Result<void> OpenSocket(const std::string& path);
  boost::asio::awaitable<base::Result<void>> OpenTls(const UrlAddress& url);
  base::Error Refused(const wire::TlsFailure& failure) const;

  boost::asio::io_context& io_;
  const DaemonAddress& address_;
  std::shared_ptr<wire::TlsContext> context_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket tcp_;  // until it has connected
  std::optional<wire::Wire> wire_;
  bool closed_ = false;
};

}  // namespace reqledger::tools
