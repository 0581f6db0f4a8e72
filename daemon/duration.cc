#include "daemon/duration.h"

#include <array>
#include <cstdint>

#include "ledger/base/cursor.h"

namespace reqledger::daemon {
namespace {

struct Unit {
  char letter;
  bool behind_t;
  std::int64_t seconds;
};

// In the order in which they may stand.
constexpr std::array<Unit, 5> kUnits = {{{'W', false, 7 * 86'400},
                                         {'D', false, 86'400},
                                         {'H', true, 3'600},
                                         {'M', true, 60},
                                         {'S', true, 1}}};

// "12H" → 12 and 'H', taken off `text`.
struct Part {
  std::int64_t number;
  char letter;
};
std::optional<Part> TakePart(std::string_view& text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  const auto number = base::ParseDecimal(text.substr(0, digits));
  if (!number || *number > static_cast<std::uint64_t>(kDurationMax.count())) return std::nullopt;
  const char letter = text[digits];
  text.remove_prefix(digits + 1);
  return Part{static_cast<std::int64_t>(*number), letter};
}

}  // namespace

std::optional<std::chrono::seconds> ParseDuration(std::string_view text) {
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::chrono::seconds sum{0};
  bool behind_t = false;
  bool part_expected = true;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    if (!behind_t && text.front() == 'T') {
      behind_t = part_expected = true;
      text.remove_prefix(1);
      continue;
    }
    const auto part = TakePart(text);
    if (!part) return std::nullopt;
    while (next_unit < kUnits.size() &&
           (kUnits[next_unit].letter != part->letter || kUnits[next_unit].behind_t != behind_t)) {
      ++next_unit;
    }
    if (next_unit == kUnits.size()) return std::nullopt;
    if (part->number > kDurationMax.count() / kUnits[next_unit].seconds) return std::nullopt;
    sum += std::chrono::seconds(part->number * kUnits[next_unit].seconds);
    ++next_unit;
    part_expected = false;
  }
  if (part_expected || sum > kDurationMax) return std::nullopt;
  return sum;
}

}  // namespace reqledger::daemon
