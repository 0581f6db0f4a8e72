// The HTTP server by itself, under well-formed and other bytes.
#include "daemon/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <future>
#include <thread>

#include "daemon/problem.h"
#include "tests/daemon/raw_client.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::daemon {
namespace {

using base::Fail;
using base::Result;
using std::chrono::milliseconds;
using testing::Ask;
using ::testing::HasSubstr;
using testing::RawAnswer;
using testing::RawClient;
using testing::RequestText;

constexpr std::size_t kBodyMax = 1000;

Result<void> EchoStream(Stream& stream) {
  if (stream.request().query == "refuse") {
    return Fail(base::Code::kConflict, "refused before the first byte");
  }
  RETURN_IF_ERROR(stream.Begin("text/plain"));
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, stream.Read());
    if (piece.empty()) break;
    RETURN_IF_ERROR(stream.Write(piece));
  }
  if (stream.request().query == "break") return Fail(base::Code::kIo, "broken off");
  return {};
}

// As a killed process leaves it: bound, with nobody behind it.
void LeaveADeadSocket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const base::FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

// /echo answers with the body, /later from another thread after `release`, /stream as EchoStream.
class HttpServerTest : public ::testing::Test {
 protected:
  void Start() {
    options_.socket_path = dir_.path("s");
    auto server =
        HttpServer::Start(options_, [this](const Request& request) { return PlanOf(request); });
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }

  Plan PlanOf(const Request& request) {
    Plan plan;
    plan.body_bytes_max = kBodyMax;
    if (request.path == "/echo") {
      plan.answer = [](Exchange& exchange) {
        exchange.Send(
            {.content_type = "text/plain",
             .body = exchange.request().body + "|" + std::to_string(exchange.request().peer.uid),
             .headers = {}});
      };
    } else if (request.path == "/later") {
      plan.answer = [this](Exchange& exchange) {
        arrived_.set_value();
        waiting_ = std::thread([this, &exchange] {
          release_.get_future().wait();
          exchange.Post([&exchange] { exchange.Send({.body = "late", .headers = {}}); });
        });
      };
    } else if (request.path == "/stream") {
      plan.body_bytes_max = SIZE_MAX;
      plan.stream = EchoStream;
    } else {
      plan.refusal = HttpProblemResponse({.status = 404, .code = "not_found", .detail = "no"});
    }
    return plan;
  }

  void TearDown() override {
    if (waiting_.joinable()) waiting_.join();
    server_.reset();
  }

  const std::string& socket() const { return options_.socket_path; }
  std::string Body(std::string_view bytes) const {
    return std::string(bytes) + "|" + std::to_string(::getuid());
  }

  testing::TempDir dir_;
  HttpServer::Options options_;
  std::promise<void> arrived_;
  std::promise<void> release_;
  std::thread waiting_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersManyRequestsOnOneConnection) {
  Start();
  RawClient client(socket());
  for (int i = 0; i < 3; ++i) {
    client.Send(RequestText("POST", "/echo", "text/plain", "hello"));
    const RawAnswer answer = client.Read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, Body("hello"));
  }
  client.Send(RequestText("POST", "/echo", "", "a") + RequestText("POST", "/echo", "", "b"));
  EXPECT_EQ(client.Read().body, Body("a"));
  EXPECT_EQ(client.Read().body, Body("b"));
}

TEST_F(HttpServerTest, TakesChunkedBodiesAndExpectations) {
  Start();
  RawClient client(socket());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, Body("abcde"));
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Send("ok");
  EXPECT_EQ(client.Read().body, Body("ok"));
}

TEST_F(HttpServerTest, RefusesWhatIsTooLargeBeforeReadingItAll) {
  Start();
  RawClient announced(socket());
  announced.Send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
  const RawAnswer answer = announced.Read();
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("at most 1000 bytes"));

  RawClient chunked(socket());
  chunked.Send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 6; ++i) chunked.Send("c8\r\n" + std::string(200, 'x') + "\r\n");
  EXPECT_EQ(chunked.Read().status, 413);

  EXPECT_EQ(Ask(socket(), "POST", "/echo", "", std::string(kBodyMax, 'x')).status, 200);

  RawClient headers(socket());
  headers.Send("GET /echo HTTP/1.1\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(headers.Read().status, 431);
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequest) {
  Start();
  for (const std::string bytes :
       {"nonsense\r\n\r\n", "GET /echo\r\n\r\n", "GET /echo HTTP/2.0\r\n\r\n",
        "\x16\x03\x01\x02\r\n\r\n", "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    RawClient client(socket());
    client.Send(bytes);
    EXPECT_EQ(client.Read().status, 400) << bytes;
    EXPECT_TRUE(client.AtEnd()) << bytes;
  }
  EXPECT_EQ(Ask(socket(), "GET", "/elsewhere").status, 404);
  RawClient old(socket());
  old.Send("GET /echo HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.Read().status, 505);
}

TEST_F(HttpServerTest, TellsHalfARequestFromSilence) {
  Start();
  for (const std::string half :
       {"POST /echo HT", "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"}) {
    RawClient client(socket());
    client.Send(half);
    client.EndSending();
    EXPECT_EQ(client.Read().status, 400) << half;
  }
  RawClient silent(socket());
  silent.EndSending();
  EXPECT_TRUE(silent.AtEnd());
}

TEST_F(HttpServerTest, GivesUpOnSlowClients) {
  options_.header_max = milliseconds(200);
  options_.body_max = milliseconds(200);
  options_.idle_max = milliseconds(200);
  Start();
  RawClient slow_head(socket());
  slow_head.Send("GET /echo HT");
  EXPECT_EQ(slow_head.Read().status, 408);

  RawClient slow_body(socket());
  slow_body.Send("POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
  const RawAnswer answer = slow_body.Read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_THAT(answer.body, HasSubstr("nothing of it was recorded"));

  RawClient idle(socket());
  idle.Send(RequestText("GET", "/echo"));
  EXPECT_EQ(idle.Read().status, 200);
  EXPECT_TRUE(idle.AtEnd());
}

TEST_F(HttpServerTest, BoundsItsConnections) {
  options_.connections_max = 2;
  Start();
  RawClient first(socket());
  RawClient second(socket());
  for (RawClient* client : {&first, &second}) {
    client->Send(RequestText("GET", "/echo"));
    EXPECT_EQ(client->Read().status, 200);
  }
  RawClient third(socket());
  const RawAnswer answer = third.Read();
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "1");
}

TEST_F(HttpServerTest, StreamsBothWaysAtOnce) {
  Start();
  RawClient client(socket());
  client.Send("POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  std::string seen;
  while (seen.find("abc") == std::string::npos) {
    const std::string piece = client.ReadSome();
    ASSERT_FALSE(piece.empty());
    seen += piece;
  }
  client.Send("0\r\n\r\n");
  while (seen.find("0\r\n\r\n") == std::string::npos) {
    const std::string piece = client.ReadSome();
    ASSERT_FALSE(piece.empty());
    seen += piece;
  }
  client.Send(RequestText("GET", "/echo"));
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(HttpServerTest, StreamsMoreThanAnyBufferHolds) {
  Start();
  const std::string body(5'000'000, 'x');
  RawClient client(socket());
  std::thread sender([&] { client.Send(RequestText("POST", "/stream", "", body)); });
  const RawAnswer answer = client.Read();
  sender.join();
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body, body);
}

TEST_F(HttpServerTest, BreaksOffAStreamThatFails) {
  Start();
  EXPECT_EQ(Ask(socket(), "POST", "/stream?refuse").status, 409);
  const RawAnswer broken = Ask(socket(), "POST", "/stream?break", "", "abc");
  EXPECT_EQ(broken.status, 200);
  EXPECT_EQ(broken.body, "abc");
  EXPECT_FALSE(broken.whole);
}

TEST_F(HttpServerTest, BoundsItsStreams) {
  options_.streams_max = 1;
  Start();
  RawClient client(socket());
  client.Send("POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
  ASSERT_FALSE(client.ReadSome().empty());
  EXPECT_EQ(Ask(socket(), "POST", "/stream").status, 429);
}

TEST_F(HttpServerTest, AnswersWhatIsInFlightWhenItStops) {
  Start();
  RawClient busy(socket());
  busy.Send(RequestText("GET", "/later"));
  arrived_.get_future().wait();
  RawClient idle(socket());
  idle.Send(RequestText("GET", "/echo"));
  EXPECT_EQ(idle.Read().status, 200);

  auto stopped = std::async(std::launch::async, [this] { server_->Stop(); });
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_EQ(stopped.wait_for(milliseconds(50)), std::future_status::timeout);
  release_.set_value();
  const RawAnswer answer = busy.Read();
  EXPECT_EQ(answer.body, "late");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  stopped.wait();
  waiting_.join();
  server_.reset();
  EXPECT_FALSE(RawClient(socket()).connected());
}

TEST_F(HttpServerTest, ReplacesADeadSocketAndNothingElse) {
  Start();
  struct stat status{};
  ASSERT_EQ(::stat(socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0660U);

  const auto second = HttpServer::Start(options_, [](const Request&) { return Plan(); });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::kConflict);
  EXPECT_EQ(Ask(socket(), "GET", "/echo").status, 200);

  server_.reset();
  EXPECT_NE(::stat(socket().c_str(), &status), 0);
  LeaveADeadSocket(socket());
  Start();
  EXPECT_EQ(Ask(socket(), "GET", "/echo").status, 200);
  server_.reset();

  std::ofstream(socket()) << "a file";
  const auto over_a_file = HttpServer::Start(options_, [](const Request&) { return Plan(); });
  ASSERT_FALSE(over_a_file);
  EXPECT_THAT(over_a_file.error().message, HasSubstr("is no socket"));

  const std::size_t folder_bytes = dir_.path("").size() + 1;
  options_.socket_path = dir_.path(std::string(103 - folder_bytes, 'x'));
  EXPECT_TRUE(HttpServer::Start(options_, [](const Request&) { return Plan(); }));
  options_.socket_path += 'x';
  const auto too_long = HttpServer::Start(options_, [](const Request&) { return Plan(); });
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, base::Code::kInvalidArgument);
}

}  // namespace
}  // namespace reqledger::daemon
