// bundle = 1*256( length entry )
// length = 2 bytes, big-endian

#include "ledger/merkle/entry_bundle.h"

#include <cstdint>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/merkle/tile.h"

namespace reqledger::merkle {

void AppendToBundle(std::string_view entry, std::string& bundle) {
  REQ_CHECK(entry.size() <= kBundleEntryBytesMax);
  base::AppendU16(static_cast<std::uint16_t>(entry.size()), bundle);
  bundle += entry;
}

base::Result<std::vector<std::string_view>> ParseBundle(std::string_view bundle, int width) {
  REQ_CHECK(width >= 1 && width <= kTileWidth);
  std::vector<std::string_view> entries;
  entries.reserve(static_cast<std::size_t>(width));
  base::Cursor cursor(bundle);
  for (int i = 0; i < width; ++i) {
    const auto length = cursor.TakeU16();
    const auto entry = length ? cursor.Take(*length) : std::nullopt;
    if (!entry) {
      return base::Fail(
          base::Code::kInvalidArgument,
          "entry bundle: ends within entry " + std::to_string(i) + " of " + std::to_string(width));
    }
    entries.push_back(*entry);
  }
  if (!cursor.AtEnd()) {
    return base::Fail(base::Code::kInvalidArgument,
                      "entry bundle: goes on after entry " + std::to_string(width));
  }
  return entries;
}

}  // namespace reqledger::merkle
