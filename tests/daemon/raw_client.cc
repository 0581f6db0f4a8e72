#include "tests/daemon/raw_client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>

namespace reqledger::testing {

RawClient::RawClient(const std::string& socket_path)
    : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  connected_ =
      ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawClient::EndSending() { ::shutdown(fd_.get(), SHUT_WR); }

bool RawClient::Fill() {
  std::array<char, 65536> piece{};
  const ssize_t count = ::recv(fd_.get(), piece.data(), piece.size(), 0);
  if (count <= 0) return false;
  buffer_.append(piece.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::ReadSome(std::size_t bytes) {
  if (buffer_.empty() && !Fill()) return {};
  return TakeBytes(std::min(bytes, buffer_.size()));
}

bool RawClient::AtEnd() { return buffer_.empty() && !Fill(); }

std::string RawClient::TakeLine() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!Fill()) return {};
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string RawClient::TakeBytes(std::size_t count) {
  while (buffer_.size() < count) {
    if (!Fill()) break;
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, bytes.size());
  return bytes;
}

void RawClient::ReadChunks(RawAnswer& answer) {
  while (true) {
    const std::string size_line = TakeLine();
    if (size_line.empty()) return;
    const std::size_t size = std::strtoull(size_line.c_str(), nullptr, 16);
    const std::string chunk = TakeBytes(size);
    answer.body += chunk;
    TakeLine();
    answer.whole = size == 0;
    if (size == 0 || chunk.size() < size) return;
  }
}

RawAnswer RawClient::Read() {
  RawAnswer answer;
  const std::string status_line = TakeLine();
  if (status_line.size() < 12) return answer;
  answer.status = static_cast<int>(std::strtol(status_line.c_str() + 9, nullptr, 10));
  for (std::string line = TakeLine(); !line.empty(); line = TakeLine()) {
    const std::size_t colon = std::min(line.find(": "), line.size());
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = line.substr(std::min(colon + 2, line.size()));
  }
  if (answer.headers["transfer-encoding"] == "chunked") {
    ReadChunks(answer);
    return answer;
  }
  const std::size_t length = std::strtoull(answer.headers["content-length"].c_str(), nullptr, 10);
  answer.body = TakeBytes(length);
  answer.whole = answer.body.size() == length;
  return answer;
}

std::string RequestText(std::string_view method, std::string_view target,
                        std::string_view content_type, std::string_view body) {
  std::string text(method);
  text += ' ';
  text += target;
  text += " HTTP/1.1\r\nHost: localhost\r\n";
  if (!content_type.empty()) text += "Content-Type: " + std::string(content_type) + "\r\n";
  if (!body.empty() || method == "POST") {
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  text += "\r\n";
  text += body;
  return text;
}

RawAnswer Ask(const std::string& socket_path, std::string_view method, std::string_view target,
              std::string_view content_type, std::string_view body) {
  RawClient client(socket_path);
  client.Send(RequestText(method, target, content_type, body));
  return client.Read();
}

}  // namespace reqledger::testing
