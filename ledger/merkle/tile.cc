// path  = "tile/" ( level | "entries" ) "/" index [ ".p/" width ]
// level = "0" … "63"
// index = decimal in groups of three digits, all but the last behind "x": 1234067 is
//         "x001/x234/067"; no first group "x000"
// width = "1" … "255"

#include "ledger/merkle/tile.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"

namespace reqledger::merkle {
namespace {

constexpr std::string_view kTilePrefix = "tile/";
constexpr std::string_view kEntriesName = "entries";
constexpr std::string_view kPartialMark = ".p/";

// The number of hashes that level `level` of tiles has over `size` leaves.
std::uint64_t HashesAtLevel(int level, std::uint64_t size) {
  return level >= 0 && level < 64 / kTileHeight ? size >> (level * kTileHeight) : 0;
}

std::string IndexPath(std::uint64_t index) {
  const auto group = [](std::uint64_t value) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%03u", static_cast<unsigned>(value % 1000));
    return std::string(text.data());
  };
  std::string path = group(index);
  for (std::uint64_t rest = index / 1000; rest > 0; rest /= 1000) {
    path.insert(0, "x" + group(rest) + "/");
  }
  return path;
}

// The digits of "x001/x234/067" as a number; TilePath says whether the form was right.
std::optional<std::uint64_t> ParseIndex(std::string_view path) {
  std::string digits;
  for (const char c : path) {
    if (c != 'x' && c != '/') digits += c;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return base::ParseDecimal(digits);
}

std::optional<TileRequest> ParseLoosely(std::string_view path) {
  TileRequest request;
  if (!path.starts_with(kTilePrefix)) return std::nullopt;
  path.remove_prefix(kTilePrefix.size());

  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view level = path.substr(0, slash);
  path.remove_prefix(slash + 1);
  request.entries = level == kEntriesName;
  if (!request.entries) {
    const auto number = base::ParseDecimal(level);
    if (!number || *number > static_cast<std::uint64_t>(kTileLevelMax)) return std::nullopt;
    request.id.level = static_cast<int>(*number);
  }

  if (const std::size_t mark = path.find(kPartialMark); mark != std::string_view::npos) {
    const auto width = base::ParseDecimal(path.substr(mark + kPartialMark.size()));
    if (!width || *width < 1 || *width >= kTileWidth) return std::nullopt;
    request.width = static_cast<int>(*width);
    path = path.substr(0, mark);
  }
  const auto index = ParseIndex(path);
  if (!index) return std::nullopt;
  request.id.index = *index;
  return request;
}

}  // namespace

std::string TilePath(const TileRequest& request) {
  REQ_CHECK(request.width >= 1 && request.width <= kTileWidth);
  std::string path(kTilePrefix);
  path += request.entries ? std::string(kEntriesName) : std::to_string(request.id.level);
  path += '/';
  path += IndexPath(request.id.index);
  if (request.width < kTileWidth) {
    path += kPartialMark;
    path += std::to_string(request.width);
  }
  return path;
}

std::string TilePath(const TileId& id, int width) {
  return TilePath(TileRequest{.id = id, .width = width, .entries = false});
}

base::Result<TileRequest> ParseTilePath(std::string_view path) {
  // Longer than any path; also keeps the message short.
  constexpr std::size_t kPathBytesMax = 64;
  if (path.size() > kPathBytesMax) {
    return base::Fail(base::Code::kInvalidArgument, "tile path: too long");
  }
  const auto request = ParseLoosely(path);
  // What TilePath would write is the definition of canonical.
  if (!request || TilePath(*request) != path) {
    return base::Fail(base::Code::kInvalidArgument, "tile path: not of the canonical form");
  }
  return *request;
}

int WidthInSize(const TileId& id, std::uint64_t size) {
  const std::uint64_t hashes = HashesAtLevel(id.level, size);
  if (id.index > hashes / kTileWidth) return 0;
  return static_cast<int>(std::min<std::uint64_t>(hashes - id.index * kTileWidth, kTileWidth));
}

std::vector<TileLevel> TileLevels(std::uint64_t size) {
  std::vector<TileLevel> levels;
  for (int level = 0; HashesAtLevel(level, size) > 0; ++level) {
    const std::uint64_t hashes = HashesAtLevel(level, size);
    levels.push_back({level, hashes / kTileWidth, static_cast<int>(hashes % kTileWidth)});
  }
  return levels;
}

}  // namespace reqledger::merkle
