// The small part of regular expressions that schema files may use: `^…$` of ASCII characters and
// classes, each perhaps with {n} or {m,n}. Matching is linear in the text and cannot overflow a
// stack.
//
// Errors: Parse returns nothing for anything outside of that part.
// Limits: what a pattern can match is at most kPatternCharsMax long, and its repetitions can be
// chosen in at most kPatternWaysMax ways, so that a matcher that goes back and tries again ends
// soon.
// Source: docs/formats.md section 6.
#pragma once

#include <bitset>
#include <optional>
#include <string_view>
#include <vector>

namespace reqledger::event {

inline constexpr int kPatternCharsMax = 1024;
inline constexpr int kPatternWaysMax = 4096;

class Pattern {
 public:
  static std::optional<Pattern> Parse(std::string_view text);
  bool Matches(std::string_view text) const;

 private:
  struct Atom {
    std::bitset<128> characters;
    int least = 1;
    int most = 1;
  };
  class Reader;
  std::vector<Atom> atoms_;
};

}  // namespace reqledger::event
