#include "tools/http_connection.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace reqledger::tools {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::Code;
using wire::ErrorCode;

auto Into(ErrorCode& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

std::unexpected<base::Error> NoAnswer(const std::string& place, const std::string& why) {
  return base::Fail(Code::kUnavailable, "no daemon answers at " + place + ": " + why);
}

// What the other side's certificate, or ours, lacks.
std::string Told(wire::TlsCause cause, const std::string& place, const UrlAddress& url) {
  switch (cause) {
    case wire::TlsCause::kSigner:
      return "the certificate of " + place + " is not signed by " + url.authorities;
    case wire::TlsCause::kHost:
      return "the certificate of " + place + " does not name " + url.host;
    case wire::TlsCause::kTime:
      return "the certificate of " + place + " is not valid now";
    case wire::TlsCause::kCertificate:
      return "the certificate of " + place + " does not verify";
    case wire::TlsCause::kNotTaken:
      return "the daemon at " + place + " does not accept the certificate " + url.certificate;
    case wire::TlsCause::kVersion:
      return "what answers at " + place + " does not speak TLS 1.3";
    case wire::TlsCause::kNoTls:
      return "what answers at " + place + " does not speak TLS";
    case wire::TlsCause::kOther:
      break;
  }
  return "the TLS handshake with " + place + " failed";
}

}  // namespace

HttpConnection::HttpConnection(asio::io_context& io, const DaemonAddress& address,
                               std::shared_ptr<wire::TlsContext> context)
    : io_(io), address_(address), context_(std::move(context)), resolver_(io), tcp_(io) {}

asio::awaitable<base::Result<void>> HttpConnection::Open() {
  if (const auto* const socket = std::get_if<SocketAddress>(&address_)) {
    co_return OpenSocket(socket->path);
  }
  co_return co_await OpenTls(std::get<UrlAddress>(address_));
}

// Blocks: one that did not would be refused where the daemon's queue is full for a moment.
base::Result<void> HttpConnection::OpenSocket(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return base::Fail(Code::kUnavailable, path + ": too long for a socket's path");
  }
  wire::UnixSocket socket(io_);
  ErrorCode ec;
  socket.connect(asio::local::stream_protocol::endpoint(path), ec);
  if (ec) return NoAnswer(path, ec.message());
  wire_.emplace(std::move(socket));
  return {};
}

asio::awaitable<base::Result<void>> HttpConnection::OpenTls(const UrlAddress& url) {
  const std::string place = NameOf(address_);
  ErrorCode ec;
  const auto found = co_await resolver_.async_resolve(
      url.host, std::to_string(url.port), asio::ip::resolver_base::numeric_service, Into(ec));
  if (closed_) ec = asio::error::operation_aborted;
  if (ec) co_return NoAnswer(place, "its name cannot be looked up: " + ec.message());
  co_await asio::async_connect(tcp_, found, Into(ec));
  if (ec) co_return NoAnswer(place, ec.message());
  ErrorCode ignored;
  tcp_.set_option(tcp::no_delay(true), ignored);
  wire_.emplace(std::move(tcp_), context_);
  wire::ExpectHost(*wire_->tls(), url.host);
  co_await wire_->tls()->async_handshake(wire::TlsStream::client, Into(ec));
  if (ec) co_return base::Fail(Refused(wire::FailureOf(*wire_->tls(), ec)));
  co_return base::Result<void>();
}

base::Error HttpConnection::Refused(const wire::TlsFailure& failure) const {
  const auto& url = std::get<UrlAddress>(address_);
  return {
      Code::kUnavailable, Told(failure.cause, NameOf(address_), url) + ": " + failure.why, {}, {}};
}

std::optional<base::Error> HttpConnection::NotLetIn(const ErrorCode& error) {
  if (wire_->tls() == nullptr) return std::nullopt;
  const wire::TlsFailure failure = wire::FailureOf(*wire_->tls(), error);
  if (failure.cause != wire::TlsCause::kNotTaken) return std::nullopt;
  return Refused(failure);
}

void HttpConnection::Close() {
  closed_ = true;
  resolver_.cancel();
  ErrorCode ignored;
  tcp_.close(ignored);
  if (wire_) ::shutdown(wire_->native_handle(), SHUT_RDWR);
}

}  // namespace reqledger::tools
