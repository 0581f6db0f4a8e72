#include "tools/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kColumnsMin = 40;
constexpr std::size_t kColumnsMax = 120;  // longer lines are hard to read
constexpr std::chrono::milliseconds kQuiet{1000};
constexpr std::chrono::milliseconds kEvery{200};

std::string_view EscapeOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\x1b[1m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarn:
      return "\x1b[33m";
    case Style::kBad:
      return "\x1b[31m";
  }
  return "";
}

bool ColourAllowed() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') &&
         (term == nullptr || std::string_view(term) != "dumb");
}

}  // namespace

Terminal Terminal::Of(int fd) {
  if (isatty(fd) == 0) return Plain();
  winsize size{};
  std::size_t columns = kColumnsElsewhere;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    columns = std::clamp<std::size_t>(size.ws_col, kColumnsMin, kColumnsMax);
  }
  return {true, ColourAllowed(), columns};
}

std::string Terminal::Styled(Style style, std::string_view text) const {
  if (!colour_ || style == Style::kPlain) return std::string(text);
  return std::string(EscapeOf(style)) + std::string(text) + "\x1b[0m";
}

Progress::Progress(bool shown, std::string unit, std::uint64_t bytes_total)
    : shown_(shown), unit_(std::move(unit)), bytes_total_(bytes_total) {}

Progress::~Progress() { Clear(); }

void Progress::Clear() {
  if (on_screen_) std::cerr << "\r\x1b[K" << std::flush;
  on_screen_ = false;
}

void Progress::Update(std::uint64_t count, std::uint64_t bytes_done) {
  const Time::time_point now = Time::now();
  if (!shown_ || now - start_ < kQuiet || now - last_ < kEvery) return;
  last_ = now;
  on_screen_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::string line = Grouped(count) + " " + unit_ + ", " +
                     Grouped(static_cast<std::uint64_t>(static_cast<double>(count) / seconds)) +
                     "/s";
  if (bytes_total_ > 0 && bytes_done > 0) {
    const double share = static_cast<double>(bytes_done) / static_cast<double>(bytes_total_);
    const double left = std::max(0.0, seconds / share - seconds);
    line += ", " + std::to_string(static_cast<int>(share * 100)) + " %, about " +
            HumanSeconds(static_cast<std::uint64_t>(left)) + " left";
  }
  std::cerr << '\r' << line << "\x1b[K" << std::flush;
}

}  // namespace reqledger::tools
