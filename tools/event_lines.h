// Events cut out of text: one a line, or one over several lines, with whole-line // comments taken
// away.
//
// An input whose first event is whole on its first line holds one event a line; any other holds
// events over several lines, each up to the line on which its outermost brace closes.
//
// Limits: an event is cut off one byte over kEventInputBytesMax: long enough to be refused by its
// size, wherever it is judged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::tools {

struct EventText {
  std::string text;   // without line breaks: what separated lines is a TAB, as invisible in JSON
  std::size_t line;   // from 1, where it begins
  std::size_t bytes;  // of the input up to its end
};

class EventSplitter {
 public:
  // Takes the next piece of the input, cut anywhere; the events that it completed are added to
  // `events`.
  void Feed(std::string_view piece, std::vector<EventText>& events);
  // The input has ended.
  void Finish(std::vector<EventText>& events);

 private:
  void TakeLine(std::vector<EventText>& events);
  void Track(std::string_view line);
  void Emit(std::vector<EventText>& events);

  std::string line_;   // not yet ended
  std::string event_;  // its lines so far
  std::size_t line_number_ = 1;
  std::size_t event_line_ = 0;
  std::size_t bytes_ = 0;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  std::optional<bool> one_a_line_;  // nothing before the first event
};

}  // namespace reqledger::tools
