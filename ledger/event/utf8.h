// Valid UTF-8 told from the rest, and its characters counted.
//
// Source: RFC 3629.
#pragma once

#include <cstddef>
#include <string_view>

namespace reqledger::event {

// No overlong form, no surrogate, nothing over U+10FFFF.
bool IsUtf8(std::string_view text);

// The number of code points in valid UTF-8.
std::size_t CountCodePoints(std::string_view text);

}  // namespace reqledger::event
