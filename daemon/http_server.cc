#include "daemon/http_server.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/http_connection.h"
#include "daemon/unix_socket.h"
#include "ledger/base/mutex.h"
#include "wire/tls.h"
#include "wire/wire.h"

namespace reqledger::daemon {

namespace asio = boost::asio;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using base::Code;
using base::Fail;
using base::Result;
using std::chrono::milliseconds;
using ErrorCode = boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {
constexpr milliseconds kAcceptPause{100};  // out of descriptors: others will close
constexpr int kTlsBacklog = 1024;
}  // namespace

class HttpServer::State {
 public:
  State(const Options& options, Planner planner, UnixListener listener)
      : listener_(std::move(listener)),
        shared_{.options = options,
                .planner = std::move(planner),
                .connections = Connections(
                    std::clamp(options.header_max / 10, milliseconds(10), milliseconds(250))),
                .io = {},
                .streams = 0},
        work_(shared_.io.get_executor()),
        unix_acceptor_(asio::make_strand(shared_.io)),
        tls_acceptor_(unix_acceptor_.get_executor()) {}

  Result<void> Run();
  void Stop();
  Result<void> ReloadCertificates() EXCLUDES(mutex_);
  std::optional<std::uint16_t> tls_port() const { return tls_port_; }

 private:
  Result<void> ListenWithTls(const Tls& tls);
  template <typename Acceptor, typename Welcome>
  awaitable<void> Accept(Acceptor& acceptor, Welcome welcome);
  void WelcomeUnix(wire::UnixSocket socket);
  void WelcomeTls(Tcp::socket socket);
  // Whether a connection more is served, told to come again, or not even that.
  enum class Room { kServed, kBusy, kNone };
  Room RoomForOne() const;

  const UnixListener listener_;
  Shared shared_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::local::stream_protocol::acceptor unix_acceptor_;
  Tcp::acceptor tls_acceptor_;
  std::optional<std::uint16_t> tls_port_;
  base::Mutex mutex_;
  std::shared_ptr<wire::TlsContext> tls_context_ GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

Result<void> HttpServer::State::Run() {
  ErrorCode error;
  unix_acceptor_.assign({}, ::dup(listener_.fd()), error);  // it closes its own
  if (error) return Fail(Code::kIo, "listening on the socket: " + error.message());
  if (shared_.options.tls) RETURN_IF_ERROR(ListenWithTls(*shared_.options.tls));
  const auto strand = unix_acceptor_.get_executor();
  asio::co_spawn(
      strand,
      Accept(unix_acceptor_, [this](wire::UnixSocket socket) { WelcomeUnix(std::move(socket)); }),
      asio::detached);
  if (tls_port_) {
    asio::co_spawn(
        strand,
        Accept(tls_acceptor_, [this](Tcp::socket socket) { WelcomeTls(std::move(socket)); }),
        asio::detached);
  }
  for (int i = 0; i < shared_.options.threads; ++i) {
    threads_.emplace_back([this] { shared_.io.run(); });
  }
  return {};
}

Result<void> HttpServer::State::ListenWithTls(const Tls& tls) {
  RETURN_IF_ERROR(ReloadCertificates());
  ErrorCode error;
  const Tcp::endpoint endpoint(asio::ip::make_address(tls.address, error), tls.port);
  if (!error) tls_acceptor_.open(endpoint.protocol(), error);
  if (!error) tls_acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) tls_acceptor_.bind(endpoint, error);
  if (!error) tls_acceptor_.listen(kTlsBacklog, error);
  if (error) {
    return Fail(error == asio::error::address_in_use ? Code::kConflict : Code::kIo,
                "listening on " + tls.address + " port " + std::to_string(tls.port) + ": " +
                    error.message());
  }
  tls_port_ = tls_acceptor_.local_endpoint().port();
  return {};
}

Result<void> HttpServer::State::ReloadCertificates() {
  if (!shared_.options.tls) return {};
  ASSIGN_OR_RETURN(auto context, wire::ServerContext(shared_.options.tls->files));
  const base::MutexLock lock(mutex_);
  tls_context_ = std::move(context);
  return {};
}

template <typename Acceptor, typename Welcome>
awaitable<void> HttpServer::State::Accept(Acceptor& acceptor, Welcome welcome) {
  asio::steady_timer pause(acceptor.get_executor());
  while (acceptor.is_open()) {
    ErrorCode error;
    typename Acceptor::protocol_type::socket socket(asio::make_strand(shared_.io));
    co_await acceptor.async_accept(socket, redirect_error(use_awaitable, error));
    if (!error) {
      welcome(std::move(socket));
    } else if (acceptor.is_open()) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(redirect_error(use_awaitable, error));
    }
  }
}

HttpServer::State::Room HttpServer::State::RoomForOne() const {
  const std::size_t count = shared_.connections.count();
  const std::size_t count_max = shared_.options.connections_max;
  if (count < count_max) return Room::kServed;
  // Room to say why is limited too.
  return count <= count_max + count_max / 4 ? Room::kBusy : Room::kNone;
}

void HttpServer::State::WelcomeUnix(wire::UnixSocket socket) {
  const Result<Peer> peer = PeerOn(socket.native_handle());
  const Room room = RoomForOne();
  if (!peer || room == Room::kNone) return;
  const auto strand = socket.get_executor();
  asio::co_spawn(
      strand,
      ServeUnixConnection(shared_, wire::Wire(std::move(socket)), *peer, room == Room::kBusy),
      asio::detached);
}

void HttpServer::State::WelcomeTls(Tcp::socket socket) {
  const Room room = RoomForOne();
  if (room == Room::kNone) return;
  ErrorCode ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  const auto strand = socket.get_executor();
  const auto context = [&] {
    const base::MutexLock lock(mutex_);
    return tls_context_;
  }();
  asio::co_spawn(
      strand,
      ServeTlsConnection(shared_, wire::Wire(std::move(socket), context), room == Room::kBusy),
      asio::detached);
}

void HttpServer::State::Stop() {
  if (threads_.empty()) return;
  asio::post(unix_acceptor_.get_executor(), [this] {
    ErrorCode ignored;
    unix_acceptor_.close(ignored);
    tls_acceptor_.close(ignored);
  });
  shared_.connections.Stop(shared_.options.stop_max);
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() { Stop(); }
void HttpServer::Stop() { state_->Stop(); }
Result<void> HttpServer::ReloadCertificates() { return state_->ReloadCertificates(); }
std::optional<std::uint16_t> HttpServer::tls_port() const { return state_->tls_port(); }

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const Options& options, Planner planner) {
  ASSIGN_OR_RETURN(UnixListener listener, UnixListener::Listen(options.socket_path));
  auto state = std::make_unique<State>(options, std::move(planner), std::move(listener));
  RETURN_IF_ERROR(state->Run());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

}  // namespace reqledger::daemon
