#include "tools/private_value.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>

#include "ledger/base/file.h"
#include "ledger/base/utf8.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kBytesMax = 64 * 1024;

// Signals that would end the program wait until the terminal shows again what is typed.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&held, signal);
    fd_ = base::FileDescriptor(signalfd(-1, &held, SFD_CLOEXEC));
    sigaddset(&held, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Waits for `fd`; false where a signal came first.
  bool WaitFor(int fd) const {
    pollfd waiting[] = {{fd, POLLIN, 0}, {fd_.get(), POLLIN, 0}};
    while (poll(waiting, 2, -1) < 0 && errno == EINTR) {
    }
    return waiting[1].revents == 0;
  }

 private:
  base::FileDescriptor fd_;
  sigset_t before_ = {};
};

class HiddenTyping {
 public:
  explicit HiddenTyping(int fd) : fd_(fd) {
    if (tcgetattr(fd, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= ECHONL;
    hidden_ = tcsetattr(fd, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenTyping() {
    if (hidden_) tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;

 private:
  const int fd_;
  termios before_ = {};
  bool hidden_ = false;
};

// The next piece of input; empty at its end.
Result<std::string> ReadSome(int fd) {
  char piece[4096];
  while (true) {
    const ssize_t got = read(fd, piece, sizeof piece);
    if (got >= 0) return std::string(piece, static_cast<std::size_t>(got));
    if (errno != EINTR) return Fail(base::SystemError("read standard input", errno));
  }
}

Result<std::string> ReadTyped(std::string_view flag, int fd) {
  const HeldSignals signals;
  const HiddenTyping hidden(fd);
  std::cerr << flag << " (not shown): " << std::flush;
  if (!signals.WaitFor(fd)) return Fail(Code::kUnavailable, "nothing was typed");
  return ReadSome(fd);
}

Result<std::string> ReadAll(int fd) {
  std::string text;
  while (text.size() <= kBytesMax) {
    ASSIGN_OR_RETURN(const std::string piece, ReadSome(fd));
    if (piece.empty()) break;
    text += piece;
  }
  return text;
}

Result<std::string> ReadGiven(std::string_view flag, const std::string& given, int input_fd) {
  if (given == "-") {
    return isatty(input_fd) == 1 ? ReadTyped(flag, input_fd) : ReadAll(input_fd);
  }
  if (!given.starts_with('@')) return given;
  auto bytes = base::ReadFile(given.substr(1), kBytesMax);
  if (bytes) return bytes;
  return FailUsage("--" + std::string(flag) + "=@FILE cannot be read: " + bytes.error().message);
}

}  // namespace

Result<std::string> PrivateValue(std::string_view flag, const std::string& given, int input_fd) {
  ASSIGN_OR_RETURN(std::string text, ReadGiven(flag, given, input_fd));
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.find_first_not_of(" \t") != std::string::npos && text.size() <= kBytesMax &&
      text.find_first_of("\r\n") == std::string::npos && base::IsUtf8(text)) {
    return text;
  }
  return FailUsage("--" + std::string(flag) + " takes one value: one line of UTF-8, not empty");
}

}  // namespace reqledger::tools
