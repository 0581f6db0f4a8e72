// The one byte layout of an entry, for its writer and its reader.
//
//   {"_sd":["<digest 0>","<digest 1>",…,"<digest
//   31>"],"_sd_alg":"sha-256","prev":"<hex>","seq":<n>,"v":1}
//
// Source: docs/formats.md section 4.
#pragma once

#include <string_view>

namespace reqledger::event {

inline constexpr std::string_view kEntryBegin = R"({"_sd":[")";
inline constexpr std::string_view kEntryBetweenDigests = R"(",")";
inline constexpr std::string_view kEntryBeforePrev = R"("],"_sd_alg":"sha-256","prev":")";
inline constexpr std::string_view kEntryBeforeSeq = R"(","seq":)";
inline constexpr std::string_view kEntryEnd = R"(,"v":1})";

inline constexpr std::string_view kEntryAlgorithm = "sha-256";
inline constexpr int kEntryVersion = 1;

}  // namespace reqledger::event
