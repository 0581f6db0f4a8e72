// Other bytes for a byte: enough of them to meet every rule of a text format.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace reqledger::event {

// Each of the eight bits of `c` flipped, and what means something in JSON, base64 and hex. Never
// `c` itself.
inline std::set<char> ChangesOf(char c) {
  using namespace std::string_view_literals;
  constexpr auto kTelling = "0123456789 \t\r\n\"\\,:{}[]-+=/_.abefgzAFGZ\0\x1f\x7f\x80\xc2\xff"sv;
  std::set<char> changes(kTelling.begin(), kTelling.end());
  for (int bit = 0; bit < 8; ++bit) changes.insert(static_cast<char>(c ^ (1 << bit)));
  changes.erase(c);
  return changes;
}

}  // namespace reqledger::event
