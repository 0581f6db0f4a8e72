// README.txt of a bundle: what it is, for whom it was made, and three ways to check it, in plain
// words.
//
// Source: docs/formats.md section 7.
#pragma once

#include <string>
#include <string_view>

namespace reqledger::bundle {

// `audience` as schemas/audiences.json names it; `whole`: all entries are in it.
std::string ReadmeFor(std::string_view audience, bool whole, std::string_view origin);

}  // namespace reqledger::bundle
