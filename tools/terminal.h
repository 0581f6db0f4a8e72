// What may be done with a terminal, and only there: colour, width, a line that is written again.
//
// Off a terminal, or where NO_COLOR is set, text is plain. Source: https://no-color.org
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reqledger::tools {

enum class Style { kPlain, kBold, kDim, kGood, kWarn, kBad };

class Terminal {
 public:
  static Terminal Of(int fd);
  static Terminal Plain() { return Terminal(false, false, kColumnsElsewhere); }

  bool is_terminal() const { return is_terminal_; }
  bool colour() const { return colour_; }
  std::size_t columns() const { return columns_; }
  // `text` in `style`, or as it is.
  std::string Styled(Style style, std::string_view text) const;

 private:
  static constexpr std::size_t kColumnsElsewhere = 100;
  Terminal(bool is_terminal, bool colour, std::size_t columns)
      : is_terminal_(is_terminal), colour_(colour), columns_(columns) {}

  bool is_terminal_;
  bool colour_;
  std::size_t columns_;
};

// A line on stderr for what takes over a second: how much, how fast, how long still.
class Progress {
 public:
  // Shows nothing unless `shown`. `bytes_total` 0: not known.
  Progress(bool shown, std::string unit, std::uint64_t bytes_total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(std::uint64_t count, std::uint64_t bytes_done);
  // Takes the line away, so that other text can be written.
  void Clear();

 private:
  using Time = std::chrono::steady_clock;
  bool shown_;
  bool on_screen_ = false;
  std::string unit_;
  std::uint64_t bytes_total_;
  Time::time_point start_ = Time::now();
  Time::time_point last_ = start_;
};

}  // namespace reqledger::tools
