// Bundles: the entries under one level-0 tile, as they are stored and served.
//
// Units: each entry is its length (uint16, big-endian) and its bytes.
// Errors: invalid_argument for bytes that are no bundle of the width asked for.
// Source: C2SP tlog-tiles, "Log entries".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::merkle {

inline constexpr std::size_t kBundleEntryBytesMax = 65535;  // two bytes of length

// `entry` must be within kBundleEntryBytesMax.
void AppendToBundle(std::string_view entry, std::string& bundle);

// The `width` entries of `bundle`, as views into it.
base::Result<std::vector<std::string_view>> ParseBundle(std::string_view bundle, int width);

}  // namespace reqledger::merkle
