#include "daemon/http_server.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
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
using Protocol = asio::local::stream_protocol;

namespace {
constexpr milliseconds kAcceptPause{100};  // out of descriptors: others will close
}

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
        acceptor_(asio::make_strand(shared_.io)) {}

  Result<void> Run();
  void Stop();

 private:
  awaitable<void> Accept();
  void Welcome(Protocol::socket socket);

  const UnixListener listener_;
  Shared shared_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  Protocol::acceptor acceptor_;
  std::vector<std::thread> threads_;
};

Result<void> HttpServer::State::Run() {
  ErrorCode error;
  acceptor_.assign(Protocol(), ::dup(listener_.fd()), error);  // it closes its own
  if (error) return Fail(Code::kIo, "listening on the socket: " + error.message());
  asio::co_spawn(acceptor_.get_executor(), Accept(), asio::detached);
  for (int i = 0; i < shared_.options.threads; ++i) {
    threads_.emplace_back([this] { shared_.io.run(); });
  }
  return {};
}

awaitable<void> HttpServer::State::Accept() {
  asio::steady_timer pause(acceptor_.get_executor());
  while (acceptor_.is_open()) {
    ErrorCode error;
    Protocol::socket socket(asio::make_strand(shared_.io));
    co_await acceptor_.async_accept(socket, redirect_error(use_awaitable, error));
    if (!error) {
      Welcome(std::move(socket));
    } else if (acceptor_.is_open()) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(redirect_error(use_awaitable, error));
    }
  }
}

void HttpServer::State::Welcome(Protocol::socket socket) {
  const Result<Peer> peer = PeerOn(socket.native_handle());
  const std::size_t count = shared_.connections.count();
  const std::size_t count_max = shared_.options.connections_max;
  if (!peer || count > count_max + count_max / 4) return;  // room to say why is limited too
  const auto strand = socket.get_executor();
  asio::co_spawn(strand,
                 count < count_max ? ServeConnection(shared_, std::move(socket), *peer)
                                   : TurnAwayConnection(shared_, std::move(socket), *peer),
                 asio::detached);
}

void HttpServer::State::Stop() {
  if (threads_.empty()) return;
  asio::post(acceptor_.get_executor(), [this] {
    ErrorCode ignored;
    acceptor_.close(ignored);
  });
  shared_.connections.Stop(shared_.options.stop_max);
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() { Stop(); }
void HttpServer::Stop() { state_->Stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const Options& options, Planner planner) {
  ASSIGN_OR_RETURN(UnixListener listener, UnixListener::Listen(options.socket_path));
  auto state = std::make_unique<State>(options, std::move(planner), std::move(listener));
  RETURN_IF_ERROR(state->Run());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

}  // namespace reqledger::daemon
