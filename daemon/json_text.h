// JSON answers as appended text: an answer to a batch is written a hundred thousand times a second.
//
// Trust: AppendText takes any bytes; what is not UTF-8 was refused before it could get here.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

#include "ledger/event/json.h"

namespace reqledger::daemon {

inline void AppendText(std::string_view text, std::string& out) {
  event::AppendCanonicalString(text, out);
}

template <std::integral Number>
void AppendNumber(Number number, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace reqledger::daemon
