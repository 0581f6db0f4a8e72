// Lines out of pieces of bytes as they come in.
//
// Limits: a line longer than the limit is told as such and its bytes are dropped as they come.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace reqledger::daemon {

class LineSplitter {
 public:
  struct Line {
    std::uint64_t number = 0;  // from 1; empty lines count
    std::string_view text;     // without its LF; empty where it is too long
    bool too_long = false;
  };
  // `line.text` is good during the call.
  using OnLine = std::function<void(const Line& line)>;

  LineSplitter(std::size_t line_bytes_max, OnLine on_line)
      : line_bytes_max_(line_bytes_max), on_line_(std::move(on_line)) {}

  void Feed(std::string_view piece);
  // The last line may lack its LF.
  void Finish();

  std::uint64_t lines() const { return number_; }

 private:
  void Take(std::string_view part);
  void EndLine(std::string_view last_part);

  const std::size_t line_bytes_max_;
  const OnLine on_line_;
  std::uint64_t number_ = 0;
  std::string begun_;  // of a line that is not whole yet
  bool too_long_ = false;
};

}  // namespace reqledger::daemon
