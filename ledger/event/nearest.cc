#include "ledger/event/nearest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace reqledger::event {
namespace {

// Levenshtein's distance, row by row.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> NearestNames(std::string_view name,
                                           const std::vector<std::string_view>& known) {
  constexpr std::size_t kNamesMax = 3;
  const std::size_t furthest = std::max<std::size_t>(2, name.size() / 3);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view candidate : known) {
    const std::size_t distance = Distance(name, candidate);
    if (distance <= furthest) near.emplace_back(distance, candidate);
  }
  std::ranges::sort(near);
  std::vector<std::string_view> names;
  for (const auto& [distance, candidate] : near) {
    if (names.size() < kNamesMax) names.push_back(candidate);
  }
  return names;
}

}  // namespace reqledger::event
