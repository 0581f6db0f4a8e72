#include "bench/load.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "ledger/base/file.h"

namespace reqledger::bench {
namespace {

using Clock = std::chrono::steady_clock;

base::Result<base::FileDescriptor> Connect(const std::string& path) {
  base::FileDescriptor socket_fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket_fd.get() < 0) return base::Fail(base::SystemError("make a socket", errno));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return base::Fail(base::Code::kInvalidArgument, "the socket's path is too long");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  if (connect(socket_fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return base::Fail(base::SystemError("connect to " + path, errno));
  }
  return socket_fd;
}

// Sends one request and reads its whole answer: headers, then Content-Length bytes. Returns the
// status.
base::Result<int> Exchange(int fd, const std::string& request, std::string& buffer) {
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t count = send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return base::Fail(base::SystemError("send", errno));
    sent += static_cast<std::size_t>(count);
  }
  buffer.clear();
  std::size_t expected = std::string::npos;
  while (buffer.size() < expected) {
    char bytes[16384];
    const ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
    if (count <= 0) return base::Fail(base::SystemError("receive", errno));
    buffer.append(bytes, static_cast<std::size_t>(count));
    const std::size_t head_end = buffer.find("\r\n\r\n");
    if (expected != std::string::npos || head_end == std::string::npos) continue;
    std::string head = buffer.substr(0, head_end);
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const std::size_t length = head.find("content-length: ");
    if (length == std::string::npos)
      return base::Fail(base::Code::kCorrupt, "an answer without Content-Length");
    expected = head_end + 4 + std::stoul(head.substr(length + 16));
  }
  return std::stoi(buffer.substr(9, 3));
}

base::Result<std::vector<double>> RunClient(const LoadOptions& options, int client) {
  ASSIGN_OR_RETURN(const base::FileDescriptor connection, Connect(options.socket));
  std::vector<double> micros;
  std::string buffer;
  for (int i = 0; i < options.events_each; ++i) {
    const std::string body = MakeEvent(options.run + "c" + std::to_string(client), i);
    const std::string request =
        "POST /v1/events HTTP/1.1\r\nHost: reqledger\r\nContent-Type: "
        "application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    const auto begin = Clock::now();
    ASSIGN_OR_RETURN(const int status, Exchange(connection.get(), request, buffer));
    micros.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    if (status != 201) return base::Fail(base::Code::kConflict, "an append was answered " + buffer);
  }
  return micros;
}

}  // namespace

std::string MakeEvent(const std::string& run, int number) {
  const std::string id = run + "-" + std::to_string(number);
  return R"({"type":"demand.received","matter":"M-)" + run + "-" + std::to_string(number % 7) +
         R"(","mode":"historical","idempotency_key":")" + id +
         R"(","occurred_at":{"precision":"minute","value":"2026-11-20T16:40-05:00"},"demand_id":")" +
         id +
         R"(","kind":"us_sca_warrant","instrument":{"issued_at":"2026-11-19","service_channel":"portal"},)"
         R"("documents":[{"role":"instrument","media_type":"application/pdf","size":184233,)"
         R"("sha256":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}],)"
         R"("note":"Received through the portal; the call-back on the number of the court's directory is due on Monday morning, before the triage."})";
}

base::Result<Latency> MeasureAppends(const LoadOptions& options) {
  std::vector<base::Result<std::vector<double>>> results;
  results.reserve(static_cast<std::size_t>(options.clients));
  for (int i = 0; i < options.clients; ++i) results.emplace_back(std::vector<double>());
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(options.clients));
  const auto begin = Clock::now();
  for (int i = 0; i < options.clients; ++i) {
    threads.emplace_back([&, i] { results[static_cast<std::size_t>(i)] = RunClient(options, i); });
  }
  for (auto& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<double> all;
  for (auto& result : results) {
    if (!result) return base::Fail(std::move(result).error());
    all.insert(all.end(), result->begin(), result->end());
  }
  std::sort(all.begin(), all.end());
  return Latency{.p50_us = all[all.size() / 2],
                 .p99_us = all[all.size() * 99 / 100],
                 .per_second = static_cast<double>(all.size()) / seconds};
}

}  // namespace reqledger::bench
