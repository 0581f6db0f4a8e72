// Many pseudo-random blocks from one secret seed, at the price of one call.
//
// Units: block i is AES-256 under the seed of i as a 16-byte big-endian integer; no two are equal.
// Source: NIST SP 800-38A section 6.5 (CTR, first counter block 0).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reqledger::crypto {

inline constexpr std::size_t kKeystreamSeedBytes = 32;
inline constexpr std::size_t kKeystreamBlockBytes = 16;

// The blocks 0 to `blocks` − 1, one after another. Nothing else may be encrypted under `seed`.
std::string Keystream(std::string_view seed, std::size_t blocks);

}  // namespace reqledger::crypto
