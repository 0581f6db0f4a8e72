// The salted form in which a member leaves the vault, and the digest that stands for it in the
// entry.
//
// Units: salts are 16 bytes where they are made, 22 characters of base64url where they are read.
// Errors: invalid_argument for anything but the canonical form, too_large over the limit; no
// message holds name, value or salt. Limits: kDisclosureBytesMax of text. Trust: a disclosure is
// the sealed value itself. Source: docs/formats.md section 3; RFC 9901 sections 4.2.1 and 4.2.3.
#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::event {

// 43 characters: unpadded base64url of a SHA-256.
struct Digest {
  static constexpr std::size_t kChars = 43;
  std::array<char, kChars> chars{};
  friend auto operator<=>(const Digest&, const Digest&) = default;

  std::string_view view() const { return {chars.data(), chars.size()}; }
};

// True for 43 characters of the base64url alphabet with the two trailing bits zero.
bool IsDigest(std::string_view text);

// base64url of `["<salt>","<name>",<value>]`; `canonical_value` is canonical JSON text.
std::string MakeDisclosure(std::string_view salt16, std::string_view name,
                           std::string_view canonical_value);

// base64url of `["<salt>"]`: what stands behind a slot without a member.
std::string MakeDecoy(std::string_view salt16);

// base64url of the SHA-256 of the text as it stands.
Digest DisclosureDigest(std::string_view disclosure);

struct Disclosure {
  std::string salt;   // 22 characters
  std::string name;   // empty for a decoy
  std::string value;  // canonical JSON text; empty for a decoy
  bool decoy = false;
};

base::Result<Disclosure> ParseDisclosure(std::string_view text);

}  // namespace reqledger::event
