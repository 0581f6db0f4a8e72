// Random bytes of the operating system's quality, through OpenSSL.
#pragma once

#include <cstddef>
#include <string>

namespace reqledger::crypto {

// Never fails: a machine without entropy stops the process rather than get a weak key.
std::string RandomBytes(std::size_t count);

}  // namespace reqledger::crypto
