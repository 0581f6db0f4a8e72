// Asks what an error says is wrong, and where.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/error.h"

namespace reqledger::event {

// "pointer rule" of each violation, in order.
inline std::vector<std::string> PlacesAndRules(const base::Error& error) {
  std::vector<std::string> lines;
  lines.reserve(error.violations.size());
  for (const auto& violation : error.violations) {
    lines.push_back(violation.pointer + ' ' + violation.rule);
  }
  return lines;
}

// "pointer rule: expected" of each violation, in order.
inline std::vector<std::string> Sentences(const base::Error& error) {
  std::vector<std::string> lines;
  lines.reserve(error.violations.size());
  for (const auto& violation : error.violations) {
    lines.push_back(violation.pointer + ' ' + violation.rule + ": " + violation.expected);
  }
  return lines;
}

// True if no text of the error repeats `value`.
inline bool KeepsSecret(const base::Error& error, std::string_view value) {
  return !error.message.contains(value) &&
         std::ranges::none_of(error.violations, [&](const base::Violation& violation) {
           return violation.pointer.contains(value) || violation.expected.contains(value);
         });
}

}  // namespace reqledger::event
