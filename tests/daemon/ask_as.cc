#include "tests/daemon/ask_as.h"

#include <algorithm>
#include <future>
#include <utility>

#include "daemon/problem.h"

namespace reqledger::testing {
namespace {

using daemon::Request;
using daemon::Response;

class OneExchange final : public daemon::Exchange {
 public:
  explicit OneExchange(const Request& request) : request_(request) {}
  const Request& request() const override { return request_; }
  void Send(Response response) override { answer_.set_value(std::move(response)); }
  void Post(std::function<void()> task) override { task(); }
  Response Wait() { return answer_.get_future().get(); }

 private:
  const Request& request_;
  std::promise<Response> answer_;
};

class OneStream final : public daemon::Stream {
 public:
  OneStream(const Request& request, std::string body) : request_(request), body_(std::move(body)) {}
  const Request& request() const override { return request_; }
  base::Result<std::string_view> Read() override {
    return std::exchange(read_, true) ? std::string_view() : std::string_view(body_);
  }
  base::Result<void> Begin(std::string_view content_type) override {
    response_.content_type = content_type;
    return {};
  }
  base::Result<void> Write(std::string_view bytes) override {
    response_.body += bytes;
    return {};
  }
  Response Take() { return std::move(response_); }

 private:
  const Request& request_;
  const std::string body_;
  bool read_ = false;
  Response response_;
};

}  // namespace

Response AskAs(const daemon::Service& service, const daemon::Peer& peer, const AskedAs& asked) {
  Request request = daemon::MakeRequest(asked.method, asked.target, peer);
  const bool is_batch = asked.target.starts_with("/v1/events:batch");
  request.content_type = is_batch ? "application/x-ndjson" : "application/json";
  const daemon::Plan plan = service.planner()(request);
  if (plan.refusal) return *plan.refusal;
  if (plan.stream) {
    OneStream stream(request, asked.body);
    const auto streamed = plan.stream(stream);
    return streamed ? stream.Take() : daemon::ProblemResponse(streamed.error());
  }
  request.body = asked.body;
  OneExchange exchange(request);
  plan.answer(exchange);
  return exchange.Wait();
}

}  // namespace reqledger::testing
