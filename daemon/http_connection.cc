// A connection is one coroutine on a strand. It owns its socket, and whatever works for it is
// awaited before it ends. Time limits are kept by Connections, which shuts sockets down.
#include "daemon/http_connection.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/http_refusals.h"
#include "daemon/problem.h"
#include "daemon/signal.h"
#include "wire/tls.h"

namespace reqledger::daemon {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using base::Code;
using base::Fail;
using base::Result;
using std::chrono::milliseconds;
using ErrorCode = boost::system::error_code;
using Parser = http::request_parser<http::buffer_body>;

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kLingerBytesMax = 1024 * 1024;  // who sends on regardless loses the answer
constexpr milliseconds kLingerMax{1000};

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

class Connection {
 public:
  Connection(Shared& shared, wire::Wire socket, Peer peer)
      : shared_(shared),
        socket_(std::move(socket)),
        peer_(std::move(peer)),
        place_(shared.connections, socket_.native_handle()) {}

  // Of TLS: learns who is there; false where nobody is who may be answered.
  awaitable<bool> Handshake();
  awaitable<void> Serve(bool busy);
  awaitable<void> TurnAway(Response response);

 private:
  class OneExchange;
  class OneStream;

  awaitable<bool> WaitForRequest(milliseconds limit);
  awaitable<bool> ServeOne();
  awaitable<bool> AnswerWhole(Parser& parser, Request& request, const Plan& plan);
  awaitable<bool> AnswerStreamed(Parser& parser, Request& request, const Plan& plan);
  awaitable<ErrorCode> ReadBody(Parser& parser, std::size_t bytes_max, std::string& body);
  awaitable<ErrorCode> ReadPiece(Parser& parser, char* to, std::size_t& size);
  awaitable<void> Continue(const Parser& parser);
  awaitable<bool> Send(Response response, bool keep_alive);
  template <typename Buffers>
  awaitable<ErrorCode> WriteAll(Buffers buffers);
  awaitable<ErrorCode> WriteStreamHead(std::string_view content_type, bool keep_alive);
  awaitable<void> Linger();
  awaitable<void> Close();

  // Why a read failed, for the client; nothing where it is gone.
  std::optional<Response> ReadFailure(ErrorCode error) const;
  const HttpServer::Options& options() const { return shared_.options; }

  Shared& shared_;
  wire::Wire socket_;
  Peer peer_;
  Connections::Place place_;  // after socket_: gone before it is closed
  boost::beast::flat_buffer buffer_{kReadBytes * 2};
};

class Connection::OneExchange final : public Exchange {
 public:
  OneExchange(Connection& connection, Request& request)
      : connection_(connection), request_(request), answered_(connection.socket_.get_executor()) {}

  const Request& request() const override { return request_; }
  void Send(Response response) override {
    answered_.Set(
        [this, response = std::move(response)]() mutable { response_ = std::move(response); });
  }
  void Post(std::function<void()> task) override {
    asio::post(connection_.shared_.io, std::move(task));
  }

  awaitable<void> Answered() { return answered_.Wait(); }
  Response TakeResponse() { return std::move(response_); }

 private:
  Connection& connection_;
  const Request& request_;
  Signal answered_;
  Response response_;
};

class Connection::OneStream final : public Stream {
 public:
  OneStream(Connection& connection, Parser& parser, Request& request)
      : connection_(connection),
        parser_(parser),
        request_(request),
        piece_(kReadBytes, '\0'),
        finished_(connection.socket_.get_executor()) {}

  const Request& request() const override { return request_; }

  Result<std::string_view> Read() override {
    if (parser_.is_done()) return std::string_view();
    std::size_t size = piece_.size();
    connection_.place_.ReadWithin(connection_.options().body_max);
    const ErrorCode error = OnStrand(connection_.ReadPiece(parser_, piece_.data(), size));
    connection_.place_.ReadDone();
    if (!error) return std::string_view(piece_.data(), size);
    if (connection_.shared_.connections.stopping()) return Fail(StoppingError());
    return Fail(Code::kIo, "the body of the request ended too early or came too slowly");
  }
  Result<void> Begin(std::string_view content_type) override {
    begun_ = true;
    return Wrote(OnStrand(connection_.WriteStreamHead(content_type, parser_.keep_alive())));
  }
  Result<void> Write(std::string_view bytes) override {
    if (bytes.empty()) return {};  // an empty chunk would end the answer
    return Wrote(
        OnStrand(connection_.WriteAll(http::make_chunk(asio::buffer(bytes.data(), bytes.size())))));
  }

  // The body of the stream's own thread.
  void Run(const Plan& plan) {
    Result<void> result = plan.stream(*this);
    finished_.Set([this, result = std::move(result)]() mutable { result_ = std::move(result); });
  }
  awaitable<void> Finished() { return finished_.Wait(); }
  bool begun() const { return begun_; }
  const Result<void>& result() const { return result_; }

 private:
  ErrorCode OnStrand(awaitable<ErrorCode> work) {
    return asio::co_spawn(connection_.socket_.get_executor(), std::move(work), asio::use_future)
        .get();
  }
  static Result<void> Wrote(ErrorCode error) {
    if (error) return Fail(Code::kIo, "the client is gone or does not take its answer");
    return {};
  }

  Connection& connection_;
  Parser& parser_;
  const Request& request_;
  std::string piece_;
  bool begun_ = false;
  Signal finished_;
  Result<void> result_;
};

awaitable<void> Connection::Serve(bool busy) {
  if (busy) co_return co_await TurnAway(BusyRefusal("connections"));
  milliseconds patience = options().header_max;
  while (co_await WaitForRequest(patience)) {  // g++ 12 runs both sides of a && of two co_await
    if (!co_await ServeOne()) break;
    patience = options().idle_max;
  }
  co_await Close();
}

awaitable<void> Connection::TurnAway(Response response) {
  co_await Send(std::move(response), false);
  co_await Linger();
  co_await Close();
}

// Who shows no certificate of a client authority ends here, without an answer.
awaitable<bool> Connection::Handshake() {
  ErrorCode error;
  place_.MoveWithin(options().header_max);
  co_await socket_.tls()->async_handshake(wire::TlsStream::server,
                                          redirect_error(use_awaitable, error));
  place_.MoveDone();
  if (error) co_return false;
  if (const auto name = wire::PeerName(*socket_.tls())) {
    peer_.certificate = *name;
    co_return true;
  }
  co_await TurnAway(NamelessRefusal());
  co_return false;
}

awaitable<void> Connection::Close() {
  place_.MoveWithin(kLingerMax);
  co_await socket_.Close();
}

awaitable<bool> Connection::WaitForRequest(milliseconds limit) {
  if (buffer_.size() > 0) co_return true;
  ErrorCode error;
  place_.ReadWithin(limit);
  const std::size_t size = co_await socket_.async_read_some(buffer_.prepare(kReadBytes / 4),
                                                            redirect_error(use_awaitable, error));
  place_.ReadDone();
  buffer_.commit(size);
  co_return !error;
}

std::optional<Response> Connection::ReadFailure(ErrorCode error) const {
  if (shared_.connections.stopping()) return ProblemResponse(StoppingError());
  if (place_.too_slow()) return SlowRefusal();
  return RefusalOfRead(error, options().header_bytes_max);
}

// Returns whether another request may follow on this connection.
awaitable<bool> Connection::ServeOne() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options().header_bytes_max));
  parser.body_limit(boost::none);  // what a body may have is the plan's to say
  ErrorCode error;
  place_.ReadWithin(options().header_max);
  co_await http::async_read_header(socket_, buffer_, parser, redirect_error(use_awaitable, error));
  place_.ReadDone();

  Plan plan;
  Request request;
  if (error) {
    plan.refusal = ReadFailure(error);
    if (!plan.refusal) co_return false;
  } else {
    const auto& head = parser.get();
    request = MakeRequest(View(head.method_string()), View(head.target()), peer_);
    request.content_type = View(head[http::field::content_type]);
    plan = shared_.planner(request);
    if (parser.get().version() != 11) plan.refusal = VersionRefusal();
    if (!plan.refusal && parser.content_length().value_or(0) > plan.body_bytes_max) {
      plan.refusal = BodyTooLargeRefusal(plan.body_bytes_max);
    }
  }
  bool go_on = false;
  if (plan.refusal) {
    const bool keep_alive = !error && parser.is_done() && parser.keep_alive();
    go_on = co_await Send(*std::move(plan.refusal), keep_alive);
  } else if (plan.answer) {
    go_on = co_await AnswerWhole(parser, request, plan);
  } else {
    go_on = co_await AnswerStreamed(parser, request, plan);
  }
  if (!go_on && !parser.is_done()) co_await Linger();
  co_return go_on;
}

awaitable<bool> Connection::AnswerWhole(Parser& parser, Request& request, const Plan& plan) {
  co_await Continue(parser);
  const ErrorCode error = co_await ReadBody(parser, plan.body_bytes_max, request.body);
  if (error == http::error::body_limit) {
    co_return co_await Send(BodyTooLargeRefusal(plan.body_bytes_max), false);
  }
  if (error) {
    std::optional<Response> failure = ReadFailure(error);
    if (failure) co_await Send(*std::move(failure), false);
    co_return false;
  }
  OneExchange exchange(*this, request);
  plan.answer(exchange);
  co_await exchange.Answered();
  co_return co_await Send(exchange.TakeResponse(), parser.keep_alive());
}

awaitable<bool> Connection::AnswerStreamed(Parser& parser, Request& request, const Plan& plan) {
  const StreamSlot slot(shared_);
  if (!slot.granted()) {
    co_return co_await Send(BusyRefusal("streamed requests"), parser.is_done());
  }
  co_await Continue(parser);
  OneStream stream(*this, parser, request);
  std::thread worker([&stream, &plan] { stream.Run(plan); });
  co_await stream.Finished();
  worker.join();
  if (!stream.begun() && !stream.result()) {
    co_return co_await Send(ProblemResponse(stream.result().error()), parser.is_done());
  }
  if (!stream.result()) co_return false;
  const ErrorCode error = co_await WriteAll(http::make_chunk_last());
  co_return !error && parser.is_done() && parser.keep_alive();
}

awaitable<ErrorCode> Connection::ReadBody(Parser& parser, std::size_t bytes_max,
                                          std::string& body) {
  ErrorCode error;
  place_.ReadWithin(options().body_max);
  while (!error && !parser.is_done()) {
    const std::size_t had = body.size();
    const std::size_t announced =
        static_cast<std::size_t>(parser.content_length_remaining().value_or(kReadBytes));
    std::size_t size = std::min({kReadBytes, announced, bytes_max + 1 - had});
    body.resize(had + std::max<std::size_t>(size, 1));
    error = co_await ReadPiece(parser, body.data() + had, size);
    body.resize(had + size);
    if (body.size() > bytes_max) error = http::error::body_limit;
  }
  place_.ReadDone();
  co_return error;
}

// `size` is the room at `to`, then what was read: nothing only at the end of the body.
awaitable<ErrorCode> Connection::ReadPiece(Parser& parser, char* to, std::size_t& size) {
  auto& body = parser.get().body();
  const std::size_t room = size;
  body.data = to;
  body.size = room;
  ErrorCode error;
  while (!error && body.size == room && !parser.is_done()) {
    co_await http::async_read_some(socket_, buffer_, parser, redirect_error(use_awaitable, error));
    if (error == http::error::need_buffer) error = {};
  }
  size = room - body.size;
  co_return error;
}

// Some clients send a large body only when told that it is wanted.
awaitable<void> Connection::Continue(const Parser& parser) {
  if (parser.is_done() || parser.get()[http::field::expect] != "100-continue") co_return;
  co_await WriteAll(asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")));
}

awaitable<bool> Connection::Send(Response response, bool keep_alive) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
  keep_alive = keep_alive && !shared_.connections.stopping();
  message.keep_alive(keep_alive);
  if (!response.body.empty()) message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.body() = std::move(response.body);
  message.prepare_payload();
  ErrorCode error;
  place_.WriteWithin(options().write_max);
  co_await http::async_write(socket_, message, redirect_error(use_awaitable, error));
  place_.WriteDone();
  co_return !error && keep_alive;
}

template <typename Buffers>
awaitable<ErrorCode> Connection::WriteAll(Buffers buffers) {
  ErrorCode error;
  place_.WriteWithin(options().write_max);
  co_await asio::async_write(socket_, buffers, redirect_error(use_awaitable, error));
  place_.WriteDone();
  co_return error;
}

awaitable<ErrorCode> Connection::WriteStreamHead(std::string_view content_type, bool keep_alive) {
  http::response<http::empty_body> head(http::status::ok, 11);
  head.set(http::field::content_type, content_type);
  head.chunked(true);
  head.keep_alive(keep_alive);
  http::response_serializer<http::empty_body> serializer(head);
  ErrorCode error;
  place_.WriteWithin(options().write_max);
  co_await http::async_write_header(socket_, serializer, redirect_error(use_awaitable, error));
  place_.WriteDone();
  co_return error;
}

// Takes, for a moment, what the client still sends: closing over unread bytes would cost it the
// answer.
awaitable<void> Connection::Linger() {
  ErrorCode error;
  socket_.EndSending();
  place_.ReadWithin(kLingerMax);
  for (std::size_t taken = 0; !error && taken < kLingerBytesMax;) {
    buffer_.clear();
    taken += co_await socket_.async_read_some(buffer_.prepare(kReadBytes),
                                              redirect_error(use_awaitable, error));
  }
}

}  // namespace

awaitable<void> ServeUnixConnection(Shared& shared, wire::Wire wire, Peer peer, bool busy) {
  Connection connection(shared, std::move(wire), std::move(peer));
  co_await connection.Serve(busy);
}

awaitable<void> ServeTlsConnection(Shared& shared, wire::Wire wire, bool busy) {
  Connection connection(shared, std::move(wire), Peer{});
  if (co_await connection.Handshake()) co_await connection.Serve(busy);
}

}  // namespace reqledger::daemon
