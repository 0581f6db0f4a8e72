// What a verifier is told to believe, read from flags: keys, policies, what somebody kept.
//
// Errors: a usage error that names the flag.
// Trust: decides whom to believe; only the command line and the files that it names count.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/note/key.h"
#include "ledger/note/policy.h"

namespace reqledger::tools {

// --vkey: the text of a log key, or a file that holds one.
base::Result<note::VerifierKey> ReadPinnedKey(std::string_view flag, const std::string& text);

// --policy: a file.
base::Result<note::Policy> ReadPolicy(std::string_view flag, const std::string& path);

// Files separated by commas, whole, each at most `bytes_max` long.
base::Result<std::vector<std::string>> ReadFiles(std::string_view flag, std::string_view paths,
                                                 std::size_t bytes_max);

// An ISO 8601 duration of weeks, days, hours, minutes and seconds: P7D, PT36H, P1DT12H.
base::Result<std::int64_t> ParseDurationSeconds(std::string_view flag, std::string_view text);

}  // namespace reqledger::tools
