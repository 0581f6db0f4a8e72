// Hex and the two base64 alphabets, strict: only the canonical text of a byte string is accepted.
//
// Errors: decoders return nothing for any other text: wrong alphabet, wrong length, missing or
// superfluous padding, trailing bits that are not zero, upper-case hex. Source: RFC 4648 sections
// 4, 5 and 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reqledger::base {

std::string EncodeHex(std::string_view bytes);
std::optional<std::string> DecodeHex(std::string_view text);

std::string EncodeBase64(std::string_view bytes);  // with padding: C2SP notes and proofs
std::optional<std::string> DecodeBase64(std::string_view text);

std::string EncodeBase64Url(std::string_view bytes);  // without padding: SD-JWT
void AppendBase64Url(std::string_view bytes, std::string& out);
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace reqledger::base
