#include "tools/http_client.h"

#include <unistd.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tools/exit_status.h"
#include "tools/http_connection.h"
#include "wire/tls.h"

namespace reqledger::tools {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr unsigned kAnswerHeadBytesMax = 16 * 1024;

auto Into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

// What a daemon behind a socket is called in its requests.
constexpr std::string_view kSocketHost = "reqledger";

std::string HostOf(const DaemonAddress& address) {
  const auto* const url = std::get_if<UrlAddress>(&address);
  return url == nullptr ? std::string(kSocketHost) : url->authority;
}

// One request and its answer. Two coroutines share the connection, one writing, one reading, on one
// thread: neither waits for the other, so neither side's full buffer can stop both.
class Exchange {
 public:
  Exchange(const DaemonAddress& address, std::shared_ptr<wire::TlsContext> context,
           const HttpRequest& request, const AnswerSink& sink)
      : address_(address),
        request_(request),
        sink_(sink),
        connection_(io_, address, std::move(context)) {}

  base::Result<HttpAnswer> Run();

 private:
  asio::awaitable<void> Open();
  asio::awaitable<void> Write();
  asio::awaitable<void> WriteSource();
  asio::awaitable<bool> WaitForSource();
  asio::awaitable<void> Read();
  asio::awaitable<void> Watch();
  base::Error Idle() const;
  base::Error Broken(const error_code& ec);
  std::string Head() const;
  base::Result<void> Take(std::string_view piece);
  void StopWriting();
  void Break(base::Error error);
  void End();

  const DaemonAddress& address_;
  const HttpRequest& request_;
  const AnswerSink& sink_;
  asio::io_context io_{1};
  HttpConnection connection_;
  asio::posix::stream_descriptor input_{io_};
  int input_fd_ = -1;  // what input_ is a duplicate of
  asio::steady_timer watch_{io_};
  bool open_ = false;
  bool writing_stopped_ = false;
  bool waits_for_input_ = false;  // the person or program before us is slow, not the daemon
  bool moved_ = true;             // since the watch last looked
  bool done_ = false;
  std::optional<base::Error> error_;
  HttpAnswer answer_;
};

void Exchange::Break(base::Error error) {
  if (!error_) error_ = std::move(error);
  End();
}

void Exchange::End() {
  done_ = true;
  StopWriting();
  watch_.cancel();
  connection_.Close();
}

void Exchange::StopWriting() {
  writing_stopped_ = true;
  error_code ignored;
  input_.cancel(ignored);
}

std::string Exchange::Head() const {
  std::string head = request_.method + " " + request_.target + " HTTP/1.1\r\nHost: ";
  head += HostOf(address_) + "\r\nConnection: close\r\n";
  if (!request_.content_type.empty()) head += "Content-Type: " + request_.content_type + "\r\n";
  if (request_.source != nullptr) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (request_.method != "GET") {
    head += "Content-Length: " + std::to_string(request_.body.size()) + "\r\n";
  }
  return head + "\r\n";
}

// A failed write is not reported by itself: a daemon that refuses early closes its side, and says
// why in the answer.
asio::awaitable<void> Exchange::Write() {
  error_code ec;
  const std::string start = Head() + request_.body;
  co_await asio::async_write(connection_.wire(), asio::buffer(start), Into(ec));
  moved_ = true;
  if (!ec && request_.source != nullptr) co_await WriteSource();
}

asio::awaitable<bool> Exchange::WaitForSource() {
  const int fd = request_.source->WaitFd();
  if (fd < 0) co_return true;
  error_code ec;
  if (fd != input_fd_) {
    input_.close(ec);
    input_.assign(dup(fd), ec);
    if (ec) co_return true;  // a regular file cannot be waited on, and need not be
    input_fd_ = fd;
  }
  waits_for_input_ = true;
  co_await input_.async_wait(asio::posix::stream_descriptor::wait_read, Into(ec));
  waits_for_input_ = false;
  moved_ = true;
  co_return !writing_stopped_;
}

asio::awaitable<void> Exchange::WriteSource() {
  error_code ec;
  while (!writing_stopped_ && co_await WaitForSource()) {
    auto piece = request_.source->Next();
    if (!piece) {
      Break(std::move(piece).error());
      co_return;
    }
    if (!*piece) break;
    if ((*piece)->empty()) continue;
    std::array<char, 20> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", (*piece)->size());
    const std::string chunk =
        std::string(size.data(), static_cast<std::size_t>(length)) + **piece + "\r\n";
    co_await asio::async_write(connection_.wire(), asio::buffer(chunk), Into(ec));
    moved_ = true;
    if (ec) co_return;
  }
  co_await asio::async_write(connection_.wire(), asio::buffer("0\r\n\r\n", 5), Into(ec));
}

base::Result<void> Exchange::Take(std::string_view piece) {
  if (sink_ && answer_.status / 100 == 2) {
    ASSIGN_OR_RETURN(const bool more, sink_(piece));
    if (!more) StopWriting();
    return {};
  }
  if (answer_.body.size() + piece.size() > kAnswerBytesMax) {
    return base::Fail(base::Code::kIo,
                      "the daemon's answer is over " + std::to_string(kAnswerBytesMax) + " bytes");
  }
  answer_.body += piece;
  return {};
}

asio::awaitable<void> Exchange::Read() {
  boost::beast::flat_buffer buffer;
  http::response_parser<http::buffer_body> parser;
  parser.header_limit(kAnswerHeadBytesMax);
  parser.body_limit(boost::none);
  error_code ec;
  co_await http::async_read_header(connection_.wire(), buffer, parser, Into(ec));
  if (!ec) {
    answer_.status = parser.get().result_int();
    answer_.content_type = parser.get()[http::field::content_type];
  }
  std::string piece(kReadBytes, '\0');
  while (!ec && !parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    co_await http::async_read_some(connection_.wire(), buffer, parser, Into(ec));
    moved_ = true;
    if (ec == http::error::need_buffer) ec = {};
    const std::size_t taken = piece.size() - parser.get().body().size;
    if (taken == 0) continue;
    if (auto took = Take(std::string_view(piece).substr(0, taken)); !took) {
      Break(std::move(took).error());
      co_return;
    }
  }
  if (ec) Break(Broken(ec));
  End();  // no leave is taken: HTTP says by itself where an answer ends
}

base::Error Exchange::Broken(const error_code& ec) {
  if (answer_.status == 0) {
    if (auto error = connection_.NotLetIn(ec)) return std::move(*error);
  }
  return {base::Code::kIo, "the daemon's answer broke off: " + ec.message(), {}, {}};
}

base::Error Exchange::Idle() const {
  const std::string time = " for " + std::to_string(kIdleSeconds) + " seconds";
  if (open_) return {base::Code::kIo, "the daemon has not moved" + time, {}, {}};
  return {base::Code::kUnavailable,
          "no daemon answers at " + NameOf(address_) + ": nothing has moved" + time,
          {},
          {}};
}

asio::awaitable<void> Exchange::Watch() {
  while (!done_) {
    moved_ = false;
    error_code ec;
    watch_.expires_after(std::chrono::seconds(kIdleSeconds));
    co_await watch_.async_wait(Into(ec));
    if (!done_ && !moved_ && !waits_for_input_) Break(Idle());
  }
}

asio::awaitable<void> Exchange::Open() {
  auto opened = co_await connection_.Open();
  if (!opened) {
    Break(std::move(opened).error());
    co_return;
  }
  open_ = true;
  moved_ = true;
  asio::co_spawn(io_, Write(), asio::detached);
  asio::co_spawn(io_, Read(), asio::detached);
}

base::Result<HttpAnswer> Exchange::Run() {
  asio::co_spawn(io_, Open(), asio::detached);
  asio::co_spawn(io_, Watch(), asio::detached);
  io_.run();
  if (error_) return base::Fail(std::move(*error_));
  return std::move(answer_);
}

}  // namespace

struct HttpClient::Tls {
  std::shared_ptr<wire::TlsContext> context;
};

base::Result<HttpClient> HttpClient::To(DaemonAddress address) {
  const auto* const url = std::get_if<UrlAddress>(&address);
  if (url == nullptr) return HttpClient(std::move(address), nullptr);
  auto context = wire::ClientContext({url->certificate, url->key, url->authorities});
  // Whatever is wrong with a file, the command line names it.
  if (!context) return FailUsage(context.error().message);
  return HttpClient(std::move(address), std::make_shared<const Tls>(*std::move(context)));
}

base::Result<HttpAnswer> HttpClient::Send(const HttpRequest& request,
                                          const AnswerSink& sink) const {
  return Exchange(address_, tls_ ? tls_->context : nullptr, request, sink).Run();
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
  return out;
}

}  // namespace reqledger::tools
